"""The small words: negations, one spelling for many forms, and words that carry no meaning by themselves."""

from __future__ import annotations


def _forms(table: str) -> dict[str, str]:
    """`spelled: form form` lines as form to spelled."""
    rows = (line.partition(":") for line in table.strip().splitlines())
    return {form: spelled.strip() for spelled, _, forms in rows for form in forms.split()}


def _senses(table: str) -> dict[str, tuple[str, ...]]:
    """`meant: form form` lines as form to all that it may mean."""
    rows = (line.partition(":") for line in table.strip().splitlines())
    found: dict[str, tuple[str, ...]] = {}
    for meant, _, forms in rows:
        for form in forms.split():
            found[form] = (*found.get(form, ()), meant.strip())
    return found


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _runs(text: str) -> tuple[tuple[str, ...], ...]:
    """Runs of words, between slashes or line ends."""
    return tuple(tuple(run.split()) for run in text.strip().replace("\n", "/").split("/"))


NEGATIONS = _forms("""
cannot: can't cant cannot couldn't couldnt carnt unable
not: don't dont doesn't doesnt didn't didnt isn't isnt aren't wasn't haven't havent hasn't hasnt hadn't
not: ain't aint arent wasnt werent weren't isnt havnt
wont: won't wont
nor: nor
no: without denies deny denied none nothing nobody noone neither
never: never nevr nver neevr
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
run: running runs ran
spine: spines
go: goes going
come: comes coming came
keep: keeps keeping kept
wake: wakes waking woke woken
break: broke broken breaks
tear: tears tore torn tearing
fall: fell fallen falls
lie: lying laying
drive: driving
bend: bending bent bends
cough: coughing
sneeze: sneezing
worse: worsens worst
swollen: swelling swelled swell swells
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
pregnant: preg preggers
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
he she me pets lets vets meets nets sets bets
doc docs im ive fun hay idea wonder
hill hills crouch crouched crouching sprint sprints winger till knows spring stooping under
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
access accidental ahead aim aims arise art ash ask asks bags bail bar bars bat bats ben beth bill bills bin bind
bins blank bob bug bugs bullet bun buns busy butter buy cab cache cafe cage cake cakes calm cane caps cards case
cases cash cat cats cave choke clamp click clue coat coats code codes coil coils cone cones confusing consumed
contacting contrasting cope copes coping creator cycles dart dash diner dish dive dot duke dummy dump dusk dust fake
fame fate feast fee feed feeding fees file filed files fill finder fired fires firm fit fits fitter fix fog fond
food fork frank fred gaps gate gift glue gold greg grid grin hack hail halve handy hans hat hate hats heap heath
herd hint hire hound hub hunt hut huts id ids important inserting inspecting jake jam jar jobs joe join joined joke
jon joy jug kate king kit kite knob lab labs lack lamp land learn lee lens lick lid lied link lip listed listing
loaf loan lock loft log logging login logs lord lucas luck luke mad mail main maintaining map maps mask mate mates
math meal mean meat meg melt menu mess mice mike mix moan mop mouse mow mug mutt nap neil nest nice nick nike nil
noah noise nun oak oil omit operating operator oven owl page paid painted painting pam pan pasta path peak peaks
pear peg per pie pig pile pine ping pint pipe plot poke poked poking poll pour print printed pub pure rack rail rain
rake rate ray recast recording ref rent requiring returning rice ripe risk rob role rose rut sad sail sale sand save
scale scanning score scored seal send sent seth sewed share shed shirt shops shout show silk sing singer sink sir
sizes sketching skewed skip sky slot smart smell snack soap soil sold solve song sort sorted sorts spelt spend stack
staff star state static stating stats steak stir store suit sum swap table tale tall tape taps teach team ted telly
tent thank tib tick ties tile tim tin tips toast tom toy traces trade triangle true tub vase vet via vote wage
walter wants wash watch wave wheel wheels whip wild win wing wins wise wolf word writer yard yell zack zip zone
""")
"""Ordinary words that are one slip away from a word of the vocabulary and mean something else."""

NEGATORS = _words("no not never nor cannot wont")
"""Words, as compared, that deny what follows them."""

ENDS_NEGATION = _words("just but although though except yet however apart only because since")
"""Where the reach of a negation ends."""

SUBJECTS = _words("i im ive i'm i've it it's my he she they now")
"""Words that begin a new statement inside a clause."""

STARTS = SUBJECTS | _words("been had got keep keeps kept having")
"""Words that begin a new statement after a comma: "no wind for two days, been sick"."""

HEDGES = _runs("""
i think/bit of/maybe/might/may/perhaps/possibly/sort of/kind of/not sure/slightly/not really/probably/seems/could be
scan for/scanned for/tested for/test for/checked for/screened for/nobody suspects/nobody thinks/no one suspects
cannot say/can't say/wonder/wondering/scared/worried/afraid/frightened/nearly/almost/don't think/dont think
not certain/i suppose/i reckon/i guess/i have a feeling/i've a feeling/don't know if/dont know if/don't know whether
dont know whether/can't decide/cant decide/can't tell if/cant tell if/no idea if/no idea whether/sure if/sure whether
think it/thinks so/could be/could have/could've/couldn't say/tad/can't remember if/waiting on/waiting for
they think/they thought/someone once/talk of/what if/unsure/wouldn't say/wouldnt say/can't be sure/not convinced
""")
"""Before a finding these make it a question."""

HEDGES_AFTER = _runs("""
maybe/perhaps/possibly/i think/think so/i suppose/i guess/i reckon/hard to say/hard to tell/not sure/not certain/unsure
can't say/cant say/can't tell/cant tell/can't be sure/cant be sure/can't decide/cant decide/couldn't swear/who knows
couldn't say/couldn't tell/don't know/dont know/don't quote me/dont quote me/might be/might have/may be/could be
could've been/could have been/or maybe/or perhaps/or is it/or am i/probably/at some point/i may be imagining
may have been/might not have been/wouldn't say/wouldnt say/not convinced/or was it/or were they/or it could
""")
"""After a finding these make it a question."""

HEDGED_COMMENT = _runs("""
maybe/perhaps/possibly/hard to say/hard to tell/not sure/not certain/unsure/can't say/cant say/can't tell/cant tell
can't be sure/cant be sure/can't decide/couldn't swear/who knows/don't quote me/dont quote me/might be/might just be
may be/could be/could've been/could have been/or maybe/or perhaps/or is it/or am i/or was it/or it's/or it was/or it
may have been/might have been/might not have been/not convinced/or just/or they/i may be
""")
"""A comment that begins so makes a question of what went before it."""

NOT_OF_THE_SIGN = _words("how what why when where who which much many long far two three")
"""After a hedge these say that something else is not sure: "not sure how long"."""

SOFT = _words("really sure exactly quite only just always too that very so particularly necessarily entirely all")
"""After an inner "not" these deny in part, or add: "not really weak", "not only numb"."""

DOES = _words("hurt bother bring help affect change make matter worse ache pain ease sore do better trouble problem")
"""After what somebody does, these with a "not" say that nothing came of it."""

OVER = _words("gone stopped settled vanished cleared over disappeared resolved")
COMMENTS = _words(
    "it it's its all that's seems think thinks now has gone stopped better fine settled and eased cleared"
)
"""A short comment that begins with the one and holds the other says that what was told is over."""

PAST = _runs("""
used to/years ago/last year/has gone/have gone/gone now/fine now/went away/months ago/better now/as a child/as a kid
years back/was a kid/was little/was young/was a nipper/seems settled/in the past/ages ago/long time ago/a while ago
a while back/as a teenager/as a girl/as a boy/earlier in the year/once or twice/the odd night/at some point
""")
"""Around a finding these put it into the past."""

OTHERS = _words("""
husband wife partner mum mom mother dad father son daughter friend brother sister neighbour colleague boyfriend
girlfriend nan gran grandad husband's wife's mums mum's dads dad's sister's brother's toddler kid kids uncle aunt
auntie cousin nephew niece flatmate nana nanna granny grandma grandmother grandpa grandfather mate mates mate's bloke
boss neighbor mother's father's son's daughter's brother's wifes husbands friend's nan's gran's hubby missus fella
roommate grandson granddaughter lad girl patient client uncle's aunt's neighbour's
""")
"""People other than the one who types."""

FIRST_PERSON = _words("i im ive i'm i've myself")
"""Words by which somebody speaks of themselves."""

NARRATES = _words("""
say think thought reckon noticed notice saw see know suppose wonder guess asked asking said told believe watched found
heard
mean understand gather writing typing ringing calling
""")
"""After an "I" these tell of somebody else just as well."""

FEMALE = _words("""
wife mum mom mother sister nan gran daughter girlfriend aunt auntie niece nana nanna granny grandma grandmother missus
mum's mom's she she's shes her girl mother's nan's gran's daughter's sister's woman lady granddaughter hers herself
""")
MALE = _words("""
husband dad father son brother boyfriend grandad uncle nephew grandpa grandfather he he's hes his him lad boy hubby
dad's father's son's brother's himself grandson fella bloke man husbands husband's
""")
"""Words that tell the sex of somebody else."""

WOMBS = _words("""
period periods pregnant preggers preggo pregnent vagina vaginal vulva womb ovary ovaries menopause hysterectomy hrt
tightenings contractions trimester knickers waters cervix cervical midwife discharge expecting postpartum
""")
TESTICLES = _words("testicle testicles testicular bollock bollocks penis willy prostate erection erections scrotum")
"""Words by which somebody tells their own sex."""

ALSO = _words("too also")
"""Words that add somebody else to the one who types."""

REPORTS = _words("says said thinks reckons told noticed says")
"""After another person these tell what that person says of the one who types."""

UNSURE_DENIALS = _words("sure say really tell know think believe reckon suppose said idea wonder seem")
"""After "not" these make a question of what follows, not a denial."""

CHECKED = _words("checked check checking looked tested")
"""What somebody has not done who denies a thing without looking."""

WEAK_WORDS = _words("""
or nor any sign signs of real much more longer history problem problems trouble particular obvious new big bad at all
other known current recent any anything sort kind anymore much ever once long lately either such pain pains ache
feeling sense loss change changes issue issues even that there further
palpable visible evidence notable actual serious severe symptoms symptom me my need needed take taken taking took
use used using done doing seen noticed given single ever felt feel single wrong there anybody anyone been sudden
""")
"""Words that may stand between a denial and what it denies."""

BACK_IS_ADVERB = _words("""
came come comes coming go goes went going get got is am been again push pushed pushes pop pops popped
""")
"""Before "back" these make it no part of the body."""

IDIOMS = (
    "hay fever",
    "off my chest",
    "fever pitch",
    "pain in the neck",
    "for cancer research",
    "cancer research uk",
    "race for life",
    "fell in love",
    "(?:leg|foot|arm) fell asleep for a (?:second|minute|moment|bit)",
    "crashed (?:out )?on the (?:sofa|couch)",
    "leg day",
    "one finger",
    "single[- ]leg (?:stance|squat|press|deadlift)s?",
    "piriformis belly",
    "golf stroke",
    "sit for calls",
    "in bits",
    "(?:cans?|bottles?|glass|glasses|litres?) of coke (?:a|per|every|each) (?:day|night|week)",
    "(?:drink|drinking|drank|diet) (?:a lot of |loads of |too much )?coke",
    "(?:rum|vodka|whisky|whiskey) and coke",
    "coke zero",
    "(?:urine and blood|blood and urine) (?:tests?|samples?|results)",
    "(?<=kidney stone )removed",
    "(?<=kidney stones )removed",
    "(?<=hot water bottle )(?:leaked|burst|is leaking|leaks)",
    "good(?= (?:going|rub|rubbing|massage|stretch|kneading|roll|rolling|pummelling|session))",
)
"""Set phrases that name a sign or a place and mean something else, as patterns."""

HURTS = _words("""
ache pain hurt sore stiff tender burning throbbing killing agony twinge tight numb tingling weak swollen murder cramp
""")
"""Words, as compared, that make a place one that hurts."""

FINE = _words("fine ok okay grand normal clear good replaced")
"""After a place these say that it is not the one that hurts."""

CARRIES = _words("carry carries carrying carried")
"""Before a place these say what lies on it."""

SIGNS = _words("""
numb weak cold swollen dead bleeding blood bled faint dizzy paralysed paralyzed collapse leak fever lump pregnant
cancer mets drop drooping blue gone stabbed
""")
"""Words of danger that are shown back when nothing was made of them."""

EXCEPTIONS = _words("apart except besides unless other")
"""Words after which a denial is taken back in part."""

LIMITS = _words("until till before")
"""Words that end a denial in time."""

AS_THEY_STAND = (
    frozenset((*NEGATIONS.values(), *ONE_SPELLING.values()))
    | STOPWORDS
    | ENDS_NEGATION
    | _words("""
legs feet arms hands balls thing things something anything nothing everything during evening morning ring rings
being during always perhaps yes this his hers its was has does as us gas bus plus less unless pills drugs news
asking saying confusing bones stabbed hits mets expecting wedding pudding building ceiling feeling feelings kidneys
""")
)
"""Words whose ending says something, or is none."""

ALSO_MEANT = _senses("""
bowel: bowl bowls
lose: loose loosing
vein: vain
+worse: worse hurt pain ache kill kills killing murder agony hell torture nightmare killer flare flares sets set brings
+worse: catches catch impossible problem trouble stab stabs jars twinge yelp yelped dread awful nasty brought bring
+worse: started screamed nips gives aggravates triggers worsens bothers bother bad painful sore screaming
+worse: uncomfortable struggle
+better: better help helps helped helping ease eases eased easing easier relief relieves relieved relieve soothes fine
+better: comfortable bliss best takes settles disappears goes wears
""")
"""Another word that a word may stand for: mistaken in writing, or of one meaning where it is worse or better."""
