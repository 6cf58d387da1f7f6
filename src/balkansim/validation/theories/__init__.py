"""Published models of alliance and conflict, reproduced behind one small protocol and open to a user's own table."""
