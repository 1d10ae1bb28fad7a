package org.spean;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spean.config.Secret;

/** The arrows between packages: each may use those above it in the list that it names, no others of ours. */
class ArchitectureTest {

    private static final JavaClasses SPEAN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("org.spean");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "identifier            | ",
                "file                  | ",
                "logging               | ",
                "pace                  | ",
                "xml                   | ",
                "crypto.digest         | ",
                "crypto.hashchain      | crypto.digest",
                "crypto.certificate    | identifier",
                "crypto.ocsp           | crypto.certificate",
                "crypto.trust          | identifier crypto.certificate crypto.ocsp",
                "crypto.key            | file xml identifier crypto.digest crypto.certificate crypto.ocsp",
                "crypto.xades          | crypto.digest crypto.hashchain crypto.certificate crypto.ocsp crypto.key",
                "crypto.signing        | identifier pace crypto.digest crypto.hashchain crypto.xades crypto.key crypto.certificate crypto.ocsp",
                "crypto.verification   | identifier crypto.digest crypto.hashchain crypto.xades crypto.key crypto.certificate crypto.ocsp crypto.trust",
                "crypto.timestamp      | crypto.digest crypto.hashchain crypto.xades",
                "crypto.asic           | identifier crypto.digest crypto.hashchain crypto.xades crypto.timestamp crypto.verification crypto.trust crypto.certificate crypto.ocsp",
                "fault                 | xml identifier",
                "message               | identifier fault crypto.digest crypto.xades",
                "multipart             | ",
                "soap                  | xml identifier fault message multipart crypto.digest",
                "spool                 | fault",
                "event                 | ",
                "config                | file identifier crypto.digest crypto.key crypto.certificate fault",
                "globalconf            | pace xml config identifier crypto.certificate crypto.ocsp crypto.trust event",
                "importer              | globalconf config identifier crypto.certificate crypto.key",
                "view                  | pace globalconf config identifier crypto.trust crypto.key crypto.certificate event",
                "access                | view config globalconf identifier message",
                "messagelog            | event identifier pace message fault crypto.asic crypto.digest crypto.hashchain crypto.xades crypto.signing crypto.verification crypto.trust crypto.key crypto.certificate crypto.ocsp",
                "evidence              | config messagelog event",
                "backup                | file config evidence messagelog archive identifier crypto.key crypto.certificate",
                "net                   | view config globalconf message fault identifier crypto.certificate crypto.trust crypto.key",
                "description           | config net identifier",
                "confclient            | file globalconf config event net crypto.digest",
                "trust                 | pace view config globalconf net multipart identifier crypto.certificate crypto.ocsp crypto.trust crypto.key event",
                "health                | ",
                "admin                 | audit health config net monitoring view globalconf identifier fault event messagelog timestamp archive trust exchange gate crypto.trust crypto.key crypto.certificate crypto.ocsp",
                "timestamp             | pace view config globalconf messagelog net event crypto.digest crypto.timestamp",
                "archive               | config messagelog event identifier crypto.asic crypto.xades",
                "exchange              | gate identifier fault message spool globalconf config view access messagelog net trust crypto.digest crypto.xades crypto.signing crypto.verification crypto.trust crypto.ocsp crypto.key crypto.certificate event",
                "audit                 | event",
                "tracing               | exchange message messagelog event identifier fault globalconf",
                "gate                  | config event fault identifier",
                "peer                  | exchange gate net multipart soap message fault messagelog view config globalconf identifier crypto.digest crypto.hashchain crypto.signing crypto.xades crypto.certificate",
                "client                | audit exchange net multipart soap message fault messagelog view config globalconf identifier peer crypto.verification crypto.asic",
                "service               | exchange net multipart soap message fault messagelog view config access crypto.verification",
                "metadata              | exchange soap message fault view config access identifier",
                "verify                | globalconf config message soap fault identifier crypto.asic crypto.timestamp crypto.verification crypto.trust",
                "monitoring            | exchange message fault identifier messagelog crypto.verification",
                "opmonitor             | exchange soap message fault view config globalconf identifier messagelog event",
                "envmonitor            | exchange soap message fault view config identifier",
                "management            | soap message fault identifier crypto.digest crypto.key"
            })
    void packageUsesOnlyWhatItMay(String name, String allowed) {
        List<String> packages = new ArrayList<>(List.of("org.spean." + name + ".."));
        if (allowed != null) {
            Arrays.stream(allowed.split(" "))
                    .map(other -> "org.spean." + other + "..")
                    .forEach(packages::add);
        }
        ArchRule rule = noClasses()
                .that()
                .resideInAPackage("org.spean." + name + "..")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are ours and not among " + packages,
                        other -> other.getPackageName().startsWith("org.spean")
                                && packages.stream()
                                        .map(p -> p.substring(0, p.length() - 2))
                                        .noneMatch(p -> other.getPackageName().equals(p)
                                                || other.getPackageName().startsWith(p + "."))));
        rule.check(SPEAN);
    }

    @Test
    void packagesOfAModuleFormNoCycle() {
        slices().matching("org.spean.(**)")
                .should()
                .beFreeOfCycles()
                .check(SPEAN.that(DescribedPredicate.describe(
                        "belong to the gateway", type -> !type.getPackageName().startsWith("org.spean.testbed"))));
    }

    @Test
    void theDataPlaneHasNoPublishers() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.spean.peer..", "org.spean.client..", "org.spean.service..", "org.spean.multipart..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("reactor..")
                .check(SPEAN);
    }

    @Test
    void onlyTracingKnowsOpenTelemetry() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.spean.tracing..")
                .and()
                .haveSimpleNameNotEndingWith("Test")
                .and()
                .haveNameNotMatching(".*Test\\$.*")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.opentelemetry..")
                .check(SPEAN);
    }

    @Test
    void nobodyAddsASecurityProviderForAll() {
        noClasses()
                .that()
                .haveNameNotMatching(
                        // The one signs with keys of its own class only, the other makes EC keys and agrees on secrets
                        // with them.
                        ".*\\.(net\\.HandshakeProvider|crypto\\.key\\.EphemeralKeys)\\$Installed")
                .should()
                .callMethod(java.security.Security.class, "addProvider", java.security.Provider.class)
                .orShould()
                .callMethod(java.security.Security.class, "insertProviderAt", java.security.Provider.class, int.class)
                .check(SPEAN);
    }

    /** What {@code Secret#matches} is for: its time tells nothing of what they hold. */
    @Test
    void secretsAreNotComparedAsArrays() {
        noClasses()
                .should()
                .callMethod(Arrays.class, "equals", char[].class, char[].class)
                .orShould()
                .callMethod(
                        Arrays.class, "equals", char[].class, int.class, int.class, char[].class, int.class, int.class)
                .orShould()
                .callMethod(String.class, "contentEquals", CharSequence.class)
                .check(SPEAN);
    }

    /** A text cannot be wiped, and is easily compared: only what goes to a library that takes nothing else is made one. */
    @Test
    void secretsBecomeTextsForLibrariesAlone() {
        assertThat(SPEAN.stream()
                        .flatMap(type -> type.getCodeUnits().stream())
                        .filter(unit -> reveals(unit) && makesText(unit))
                        .map(unit -> unit.getOwner().getSimpleName() + "#" + unit.getName()))
                .containsExactly("SecretText#of");
    }

    private static boolean reveals(JavaCodeUnit unit) {
        return unit.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(Secret.class)
                        && call.getName().equals("reveal"));
    }

    private static boolean makesText(JavaCodeUnit unit) {
        return unit.getCallsFromSelf().stream()
                .map(call -> call.getTarget())
                .anyMatch(target -> target.getOwner().isEquivalentTo(String.class)
                        && target.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(char[].class)));
    }

    @Test
    void receiptsCanOnlyBeMadeWhereTheyAreProved() {
        classes()
                .that()
                .haveFullyQualifiedName("org.spean.crypto.verification.Verified")
                .or()
                .haveFullyQualifiedName("org.spean.access.Permit")
                .or()
                .haveFullyQualifiedName("org.spean.exchange.Matched")
                .or()
                .haveFullyQualifiedName("org.spean.messagelog.Committed")
                .should(new PackagePrivateConstructors())
                .check(SPEAN);
    }
}
