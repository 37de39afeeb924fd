"""The small words: negations, one spelling for many forms, and words that carry no meaning by themselves."""

from __future__ import annotations


def _forms(table: str) -> dict[str, str]:
    """`spelled: form form` lines as form to spelled."""
    rows = (line.partition(":") for line in table.strip().splitlines())
    return {form: spelled.strip() for spelled, _, forms in rows for form in forms.split()}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _runs(text: str) -> tuple[tuple[str, ...], ...]:
    """Runs of words, between slashes or line ends."""
    return tuple(tuple(run.split()) for run in text.strip().replace("\n", "/").split("/"))


NEGATIONS = _forms("""
cannot: can't cant cannot couldn't couldnt carnt unable
not: don't dont doesn't doesnt didn't didnt isn't isnt aren't wasn't haven't havent hasn't hasnt hadn't ain't neither
wont: won't wont
nor: nor
no: without denies deny denied none nothing
never: never
""")
"""What denies, by how it is compared: `cannot` and `wont` deny a doing, the others a thing."""

ONE_SPELLING = _forms("""
pee: wee weeing weed urinate urinating peeing peed piss urine wees pees
poo: poop pooing pooping
bottom: bottoms
numb: numbness numbed
tingling: tingly tingles tingle
weak: weakness
ache: aching aches achy achey
hurt: hurts hurting
pain: painful pains
toe: toes
hip: hips
knee: knees
sit: sitting sits seated sat
stand: standing stands
walk: walking walks
run: running runs
lie: lying laying
drive: driving
bend: bending
cough: coughing
sneeze: sneezing
worse: worsens worst
swollen: swelling swelled
leak: leaking leaks leaked
feel: feeling feels felt
color: colour
estrogen: oestrogen
tumor: tumour
shiver: shivering shivers
fainted: fainting
collapse: collapsed
getting: gets
buttock: buttocks
glute: glutes
thigh: thighs
calf: calves
stair: stairs
step: steps
give: gives giving gave
move: moving moves moved
weight: weigh
lose: losing lost
pass: passing
hold: holding
wet: wetting
start: starting started
blister: blisters
injection: injections
steroid: steroids
thinner: thinners
tablet: tablets
""")
"""Forms of a word that are compared as one. Plurals that tell one leg from two stay apart."""

STOPWORDS = _words("""
a also am an and any are as at be been being bit by did do does for from get got had has have having her his
i i'd i'm i've if im in into is it it's its ive just like my of on our really so some that the their them
then these they this those to us very was we were when whenever which while who with you your yours
""")
"""Words passed over when a phrase is looked for."""

COMMON = _words("""
he she pets lets vets meets nets sets bets
doc docs im ive fun hay idea wonder
able about ache across after again all although always anything april area arm around august away baby back bad
badly ball bean because bed been before best bet better big bike body bore both boy but call came can car care
chair child cold come comes core cost could dad daughter day days dear december deep desk different doctor dog
down drink dull each eat eight end even evening every everything except fall february fed feel feet fell few
fine first five foot football four friday friend front full game get girl go goes going good got gym half hand
hard head hear hello help here home hospital hot hour hours house how however hurt husband january job july june
keen keep keeps kept kids know lane last lead least left leg legs less let lie life like lime line list little
live long look looks lost lot lots love made make makes man many march may maybe men met middle might minute
minutes mom monday month months more morning most move much mum must name near need net never new next night
nine normal not nothing november now nurse october off often ok old once one only other out over pain part peel
perhaps pet play please post pot put quite rather read real rear red right run said same sat saturday saw say
says second see seem seems seen september set seven sharp short should side sides since sit six skin sleep small
soft some someone something sometimes son sore sport stand start still stop stopped stops sunday sure take tell
ten than thanks that their them then there these they thing things think this those though three through
thursday time times tired today told too took top tried try trying tuesday twice two under until up use used
using usual usually walk wall wallet want warm wear wednesday week weekend weeks well went wet what when where
why wife will wish with woman women work working works worse would year years yesterday yet yoga
""")
"""Ordinary words that are one slip away from a word of the vocabulary and mean something else."""

NEGATORS = _words("no not never nor cannot wont")
"""Words, as compared, that deny what follows them."""

ENDS_NEGATION = _words("just but although though except yet however apart only because since")
"""Where the reach of a negation ends."""

SUBJECTS = _words("i im ive i'm i've it it's my he she they now")
"""Words that begin a new statement inside a clause."""

HEDGES = _runs("""
i think/maybe/might/perhaps/possibly/sort of/kind of/not sure/bit/slightly/not really/probably/seems/could be
cannot say/can't say/wonder/wondering/scared/worried/afraid/frightened/nearly/almost/don't think/dont think
""")
"""Before a finding these make it a question."""

PAST = _runs("used to/years ago/last year/has gone/have gone/gone now/fine now/went away/months ago/better now")
"""Around a finding these put it into the past."""

OTHERS = _words("""
husband wife partner mum mom mother dad father son daughter friend brother sister neighbour colleague boyfriend
girlfriend nan gran grandad husband's wife's mums mum's dads dad's sister's brother's toddler kid kids uncle aunt
auntie cousin nephew niece flatmate
""")
"""People other than the one who types."""

FIRST_PERSON = _words("i im ive i'm i've me")
"""Words by which somebody speaks of themselves."""

ALSO = _words("too also")
"""Words that add somebody else to the one who types."""

REPORTS = _words("says said thinks reckons told noticed says")
"""After another person these tell what that person says of the one who types."""

UNSURE_DENIALS = _words("sure say really tell know think believe reckon suppose said idea wonder seem")
"""After "not" these make a question of what follows, not a denial."""

WEAK_WORDS = _words("""
or nor any sign signs of real much more longer history problem problems trouble particular obvious new big bad at all
other known current recent pain pains ache feeling sense loss change changes issue issues even that there further
notable actual serious severe symptoms symptom me my
""")
"""Words that may stand between a denial and what it denies."""

BACK_IS_ADVERB = _words("came come comes coming go goes went going get got is am been again")
"""Before "back" these make it no part of the body."""

SIGNS = _words("""
numb weak cold swollen dead bleeding blood bled faint dizzy paralysed paralyzed collapse leak fever lump pregnant
cancer mets drop drooping blue gone stabbed
""")
"""Words of danger that are shown back when nothing was made of them."""

EXCEPTIONS = _words("apart except besides unless other")
"""Words after which a denial is taken back in part."""

LIMITS = _words("until till before")
"""Words that end a denial in time."""
