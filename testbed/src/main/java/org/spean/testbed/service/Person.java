package org.spean.testbed.service;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** A synthetic person of the register. The name is given in Latin and, where known, in Khmer letters. */
public record Person(
        String id,
        String name,
        @Nullable String nameKhmer,
        String sex,
        String born,
        String province,
        @Nullable String phone) {
    /** Day of birth. */
    public LocalDate birthday() {
        return LocalDate.parse(born);
    }
}
