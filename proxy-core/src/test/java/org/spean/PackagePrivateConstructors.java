package org.spean;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** No public or protected way to make the class. */
final class PackagePrivateConstructors extends ArchCondition<JavaClass> {

    PackagePrivateConstructors() {
        super("be final and have package-private or private constructors only");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        boolean closed = type.getModifiers().contains(JavaModifier.FINAL);
        for (JavaConstructor constructor : type.getConstructors()) {
            closed &= !constructor.getModifiers().contains(JavaModifier.PUBLIC)
                    && !constructor.getModifiers().contains(JavaModifier.PROTECTED);
        }
        events.add(new SimpleConditionEvent(type, closed, type.getName() + (closed ? " is closed" : " is open")));
    }
}
