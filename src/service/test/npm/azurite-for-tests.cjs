// Loaded before Azurite.

// The tests hold its standard input open, so it ends with them however they end.
process.stdin.on("close", () => process.exit(0)).resume();

// Every ten minutes Azurite deletes the content that no blob uses any more. One piece costs it up to 0.1 s of its only thread, and in between it
// answers nobody: where the tests have written thousands, that is minutes. It also deletes content that is so new that its blob does not use it yet.
// A run of the tests ends before the memory does, so it never comes to that.
for (const service of ["blob", "queue"]) {
    const constants = require(`azurite/dist/src/${service}/utils/constants`);
    if (!constants.DEFAULT_GC_INTERVAL_MS) {
        throw new Error(`Azurite has no DEFAULT_GC_INTERVAL_MS for its ${service} service any more`);
    }
    const longestTimer = 2 ** 31 - 1;
    constants.DEFAULT_GC_INTERVAL_MS = longestTimer;
}
