package org.annoyindex.query.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class StoppingRuleTest {
    private final StoppingRule rule = new StoppingRule();

    @Test
    void budgetsCountItemsWhateverTheirDistance() {
        rule.restart(false, 100);
        assertFalse(rule.enough(99, 1));
        assertFalse(rule.enough(99, 1000));
        assertTrue(rule.enough(100, 1));
    }

    @Test
    void itemsOfFartherLeavesCountForMore() {
        rule.restart(true, 1000);
        assertFalse(rule.enough(100, 2));
        // 1.5 times the first leaf's squared distance: the fourth power of that is a little above 5.
        assertFalse(rule.enough(197, 3));
        assertTrue(rule.enough(198, 3));
        assertFalse(rule.enough(999, 2));
        assertTrue(rule.enough(1000, 2));
    }

    @Test
    void noItemCountsForMoreThanEight() {
        rule.restart(true, 1000);
        assertFalse(rule.enough(1, 1));
        assertFalse(rule.enough(2, 1));
        assertFalse(rule.enough(124, 1e6f));
        assertTrue(rule.enough(125, 1e6f));
    }

    @Test
    void goesOnFromWhereItStopped() {
        rule.restart(true, 100);
        assertFalse(rule.enough(50, 2));
        assertEquals(50, rule.reached());
        assertTrue(rule.enough(100, 2));
        assertEquals(100, rule.reached());
        assertTrue(rule.moveTo(100));
        assertFalse(rule.moveTo(101));
        assertTrue(rule.enough(101, 2));
        rule.restart(false, 100);
        assertEquals(0, rule.reached());
        assertTrue(rule.enough(120, 2));
        assertEquals(120, rule.reached());
        assertTrue(rule.moveTo(120));
        assertFalse(rule.moveTo(121));
    }

    @Test
    void queryAtACentroidIsMeasuredByTheSecondLeaf() {
        rule.restart(true, 1000);
        assertFalse(rule.enough(999, 0));
        // As if the first leaf had been at 1.
        assertFalse(rule.enough(124, 2));
        assertFalse(rule.enough(197, 1.5f));
        assertTrue(rule.enough(198, 1.5f));
        rule.restart(true, 1000);
        assertFalse(rule.enough(999, 0));
        assertFalse(rule.enough(999, 0));
        assertTrue(rule.enough(1000, 0));
    }
}
