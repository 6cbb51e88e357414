"""To talk to a language model: a server's chat completions, or a grammar for one in this process."""
