"""One module a resource; each handler reads its question, asks the engine once and shapes the answer."""
