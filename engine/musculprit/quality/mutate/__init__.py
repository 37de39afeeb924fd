"""How strong the cases are: every rule broken in every small way, and a case must notice."""
