FETCH 10000 FROM valid_tags
