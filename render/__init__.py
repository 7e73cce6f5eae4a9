"""How an answer looks: blocks, and the form each channel gives them. It looks nothing up and decides nothing."""
