CLOSE valid_tags
