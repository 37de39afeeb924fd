"""The third reading of a program, for millions of people: 64 to a machine word, on Arrow record batches."""
