"""Charts of the board (pyqtgraph): told apart by fill, hatching and words, not by colour alone."""
