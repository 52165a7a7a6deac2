"""The page 协同图谱: the network of departments as a picture, a matrix and a table."""
