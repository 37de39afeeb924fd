"""Many cases at once: tables and files in, one row of answers for each person out."""
