package dev.sleeper.engine.properties;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/// Small objects of names and values, one a line, as [Properties] reads them.
public final class PropertiesText {
    private PropertiesText() {}

    /// Reads such an object.
    ///
    /// @throws IllegalArgumentException when it is no such text
    public static SortedMap<String, String> parse(byte[] content) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(new String(content, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
        SortedMap<String, String> sorted = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> sorted.put(name, properties.getProperty(name)));
        return sorted;
    }

    /// Writes such an object, ordered by name.
    ///
    /// @param properties without line breaks in the values, and without anything to be escaped in the names
    public static byte[] format(SortedMap<String, String> properties) {
        StringBuilder lines = new StringBuilder();
        properties.forEach((name, value) -> lines.append(name)
                .append('=')
                .append(value.startsWith(" ") ? "\\" : "")
                .append(value.replace("\\", "\\\\"))
                .append('\n'));
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }
}
