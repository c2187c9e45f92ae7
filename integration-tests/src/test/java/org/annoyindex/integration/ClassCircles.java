package org.annoyindex.integration;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The circles among some classes: largest sets in which each class depends on every other, directly or through others.
 * Nested classes count as their outermost class. Tarjan's algorithm (SIAM J. Comput. 1972).
 */
final class ClassCircles {
    private final Map<String, Set<String>> uses = new TreeMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, Integer> lowest = new HashMap<>();
    private final Deque<String> open = new ArrayDeque<>();
    private final List<Set<String>> circles = new ArrayList<>();

    ClassCircles(final Iterable<JavaClass> classes) {
        for (final JavaClass type : classes) {
            uses.put(outermost(type), new TreeSet<>());
        }
        for (final JavaClass type : classes) {
            final String name = outermost(type);
            for (final Dependency dependency : type.getDirectDependenciesFromSelf()) {
                final String used = outermost(dependency.getTargetClass().getBaseComponentType());
                if (uses.containsKey(used) && !used.equals(name)) {
                    uses.get(name).add(used);
                }
            }
        }
        for (final String name : uses.keySet()) {
            if (!numbers.containsKey(name)) {
                visit(name);
            }
        }
    }

    /** The circles of two classes and more, each in alphabetical order. */
    List<Set<String>> circles() {
        return circles;
    }

    private static String outermost(final JavaClass type) {
        final String name = type.getName();
        final int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    private void visit(final String name) {
        final int number = numbers.size();
        numbers.put(name, number);
        lowest.put(name, number);
        open.push(name);
        for (final String used : uses.get(name)) {
            if (!numbers.containsKey(used)) {
                visit(used);
                lowest.merge(name, lowest.get(used), Math::min);
            } else if (open.contains(used)) {
                lowest.merge(name, numbers.get(used), Math::min);
            }
        }
        if (lowest.get(name) == number) {
            final Set<String> circle = new TreeSet<>();
            String member;
            do {
                member = open.pop();
                circle.add(member);
            } while (!member.equals(name));
            if (circle.size() > 1) {
                circles.add(circle);
            }
        }
    }
}
