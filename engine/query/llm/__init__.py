"""What the lexicon leaves over, read by a language model: optional, bounded in time, only ever adding."""
