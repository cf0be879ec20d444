package io.driftway.crash;

/** Something happens once, at the first call of a kind. */
final class First implements Wire.Cut {

    private final String call;
    private final boolean after;
    private final Runnable event;
    private boolean happened;

    /** @param call how it begins, such as {@code put ended/} */
    First(String call, boolean after, Runnable event) {
        this.call = call;
        this.after = after;
        this.event = event;
    }

    /** The process dies there. */
    static First kill(String call, boolean after) {
        return new First(call, after, () -> {
            throw new Halt(call);
        });
    }

    @Override
    public void at(String what, boolean done) {
        if (!happened && done == after && what.startsWith(call)) {
            happened = true;
            event.run();
        }
    }
}
