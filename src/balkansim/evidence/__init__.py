"""From documents to numbers: claims coded from texts, figures from elsewhere, and the rule that combines them."""
