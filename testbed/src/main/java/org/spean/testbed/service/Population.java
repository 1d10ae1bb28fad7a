package org.spean.testbed.service;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A few thousand invented people, the same ones every time, and those registered since. */
final class Population {
    private static final int FIRST = 100_000_001;
    private static final String[][] FAMILY = {
        {"Sok", "សុខ"}, {"Chan", "ចាន់"}, {"Chea", "ជា"}, {"Heng", "ហេង"}, {"Keo", "កែវ"}, {"Kim", "គឹម"},
        {"Lim", "លឹម"}, {"Ly", "លី"}, {"Mao", "ម៉ៅ"}, {"Meas", "មាស"}, {"Nhem", "ញ៉ែម"}, {"Ouk", "អ៊ុក"},
        {"Pich", "ពេជ្រ"}, {"Prak", "ប្រាក់"}, {"Ros", "រស់"}, {"Sam", "សំ"}, {"Sar", "ស"}, {"Seng", "សេង"},
        {"Tep", "ទេព"}, {"Yim", "យឹម"}
    };
    private static final String[][] WOMEN = {
        {"Bopha", "បុប្ផា"}, {"Chanthou", "ចន្ធូ"}, {"Kunthea", "គន្ធា"}, {"Leakhena", "លក្ខិណា"}, {"Mealea", "មាលា"},
        {"Phalla", "ផល្លា"}, {"Rachana", "រចនា"}, {"Sopheap", "សុភាព"}, {"Sreymom", "ស្រីមុំ"}, {"Thida", "ធីតា"}
    };
    private static final String[][] MEN = {
        {"Dara", "តារា"}, {"Bunthoeun", "ប៊ុនធឿន"}, {"Kosal", "កុសល"}, {"Makara", "មករា"}, {"Piseth", "ពិសិដ្ឋ"},
        {"Rithy", "ឫទ្ធី"}, {"Samnang", "សំណាង"}, {"Sovann", "សុវណ្ណ"}, {"Veasna", "វាសនា"}, {"Vuthy", "វុទ្ធី"}
    };
    private static final String[] PROVINCES = {
        "Phnom Penh",
        "Kandal",
        "Prey Veng",
        "Siem Reap",
        "Kampong Cham",
        "Battambang",
        "Takeo",
        "Banteay Meanchey",
        "Svay Rieng",
        "Kampong Thom",
        "Kampot",
        "Kampong Speu",
        "Tboung Khmum",
        "Pursat",
        "Kampong Chhnang",
        "Ratanakiri",
        "Kratie",
        "Preah Vihear",
        "Preah Sihanouk",
        "Mondulkiri",
        "Stung Treng",
        "Oddar Meanchey",
        "Koh Kong",
        "Pailin",
        "Kep"
    };

    private final ConcurrentMap<String, Person> persons = new ConcurrentHashMap<>();
    private final AtomicInteger next;

    Population(int size) {
        SplittableRandom random = new SplittableRandom(855);
        for (int i = 0; i < size; i++) {
            Person person = invent(FIRST + i, random);
            persons.put(person.id(), person);
        }
        next = new AtomicInteger(FIRST + size);
    }

    @Nullable
    Person find(String id) {
        return persons.get(id);
    }

    int size() {
        return persons.size();
    }

    /** Those whose Latin name contains the text and who live in the province; by number, at most {@code limit}. */
    List<Person> search(@Nullable String name, @Nullable String province, int limit) {
        String part = name == null ? "" : name.toLowerCase(Locale.ROOT);
        List<Person> found = new ArrayList<>();
        for (int id = FIRST; id < next.get() && found.size() < limit; id++) {
            @Nullable Person person = persons.get(Integer.toString(id));
            if (person != null
                    && person.name().toLowerCase(Locale.ROOT).contains(part)
                    && (province == null || person.province().equals(province))) {
                found.add(person);
            }
        }
        return found;
    }

    Person register(String name, String sex, String born, String province, @Nullable String phone) {
        Person person = new Person(Integer.toString(next.getAndIncrement()), name, null, sex, born, province, phone);
        persons.put(person.id(), person);
        return person;
    }

    private static Person invent(int id, SplittableRandom random) {
        boolean woman = random.nextBoolean();
        String[] family = FAMILY[random.nextInt(FAMILY.length)];
        String[][] names = woman ? WOMEN : MEN;
        String[] given = names[random.nextInt(names.length)];
        LocalDate born = LocalDate.of(1940, 1, 1).plusDays(random.nextInt(28_000));
        return new Person(
                Integer.toString(id),
                family[0] + " " + given[0],
                family[1] + " " + given[1],
                woman ? "F" : "M",
                born.toString(),
                PROVINCES[random.nextInt(PROVINCES.length)],
                "012" + (100_000 + random.nextInt(900_000)));
    }
}
