"""Each theory run on its published case and on a user's own table."""
