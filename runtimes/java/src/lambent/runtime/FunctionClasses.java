package lambent.runtime;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The function's class path: its folder, the jars in its `lib`, those of layers. What the runtime declares itself comes first. */
final class FunctionClasses {
    private static final String LAYER_JARS = "java/lib";

    private FunctionClasses() {}

    static URLClassLoader of(String taskRoot, String layers) throws MalformedURLException {
        List<URL> places = new ArrayList<>();
        places.add(new File(taskRoot).toURI().toURL());
        addJars(new File(taskRoot, "lib"), places);
        addJars(new File(layers, LAYER_JARS), places);
        return new URLClassLoader(places.toArray(new URL[0]), ClassLoader.getSystemClassLoader());
    }

    /** By name, so that the order does not depend on the file system. */
    private static void addJars(File folder, List<URL> places) throws MalformedURLException {
        String[] names = folder.list((parent, name) -> name.endsWith(".jar"));
        if (names == null) return;
        Arrays.sort(names);
        for (String name : names) places.add(new File(folder, name).toURI().toURL());
    }
}
