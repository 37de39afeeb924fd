"""Rules into a program, with the policy of the design's section 6 built in; and its cache."""
