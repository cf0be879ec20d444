package io.driftway.smile;

/** Whether Smile is on the class path. An image that only serves leaves it out. */
public final class SmileLibrary {

    private SmileLibrary() {}

    public static boolean isPresent() {
        try {
            Class.forName("smile.data.DataFrame", false, SmileLibrary.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }
}
