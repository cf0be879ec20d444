// Loaded before Azurite: the tests hold its standard input open, so it ends with them however they end.
process.stdin.on("close", () => process.exit(0)).resume();
