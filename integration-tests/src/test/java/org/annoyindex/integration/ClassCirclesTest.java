package org.annoyindex.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
final class ClassCirclesTest {
    @Test
    void findsClassesThatDependOnEachOther() {
        final String name = getClass().getPackageName() + ".";
        final var classes = new ClassFileImporter()
                .importClasses(Left.class, Middle.class, Middle.Nested.class, Right.class, User.class);
        assertEquals(
                List.of(Set.of(name + "Left", name + "Middle", name + "Right")), new ClassCircles(classes).circles());
    }
}

/** One of three that form a circle. */
final class Left {
    void use(final Middle middle) {}
}

final class Middle {
    /** Counts as a dependency of its outer class. */
    static final class Nested {
        void use(final Right[] right) {}
    }
}

final class Right {
    void use(final Left left) {}
}

/** Uses the circle and is not in it. */
final class User {
    void use(final Left left) {}
}
