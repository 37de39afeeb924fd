"""The nouns: findings, expressions, rules, programs, cases, assessments."""
