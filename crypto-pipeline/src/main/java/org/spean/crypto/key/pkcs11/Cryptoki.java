package org.spean.crypto.key.pkcs11;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a PKCS#11 module that we need, on platforms where {@code CK_ULONG} has 64 bits and structures are not packed:
 * all but Windows. Modules are initialised for use by many threads; each session is for one thread at a time.
 */
final class Cryptoki {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;
    private static final long NONE = -1; // CK_UNAVAILABLE_INFORMATION
    private static final long OS_LOCKING = 2;
    private static final long SERIAL_SESSION = 4;
    private static final long RW_SESSION = 2;
    private static final long USER = 1;
    private static final int MAX_VALUE = 64 << 10;
    private static final int MAX_OBJECTS = 1000;
    private static final int MAX_SLOTS = 1000;
    private static final int TOKEN_INFO = 256;

    /** Functions with their place in {@code CK_FUNCTION_LIST} and their parameters. */
    @SuppressWarnings("ImmutableEnumChecker") // never changed
    private enum Function {
        INITIALIZE(0, POINTER),
        FINALIZE(1, POINTER),
        GET_SLOT_LIST(4, ValueLayout.JAVA_BYTE, POINTER, POINTER),
        GET_TOKEN_INFO(6, LONG, POINTER),
        OPEN_SESSION(12, LONG, LONG, POINTER, POINTER, POINTER),
        CLOSE_SESSION(13, LONG),
        CLOSE_ALL_SESSIONS(14, LONG),
        LOGIN(18, LONG, LONG, POINTER, LONG),
        CREATE_OBJECT(20, LONG, POINTER, LONG, POINTER),
        DESTROY_OBJECT(22, LONG, LONG),
        GET_ATTRIBUTE_VALUE(24, LONG, LONG, POINTER, LONG),
        FIND_OBJECTS_INIT(26, LONG, POINTER, LONG),
        FIND_OBJECTS(27, LONG, POINTER, LONG, POINTER),
        FIND_OBJECTS_FINAL(28, LONG),
        SIGN_INIT(42, LONG, POINTER, LONG),
        SIGN(43, LONG, POINTER, LONG, POINTER, POINTER),
        GENERATE_KEY_PAIR(59, LONG, POINTER, POINTER, LONG, POINTER, LONG, POINTER, POINTER);

        private final int index;
        private final MemoryLayout[] parameters;

        Function(int index, MemoryLayout... parameters) {
            this.index = index;
            this.parameters = parameters;
        }

        /** As in {@code C_GetSlotList}. */
        String text() {
            StringBuilder name = new StringBuilder("C_");
            for (String word : name().split("_", -1)) {
                name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
            }
            return name.toString();
        }
    }

    /**
     * A token in a slot.
     *
     * @param label without the blanks at its end
     * @param serial without the blanks at its end
     */
    record TokenInfo(long slot, String label, String serial) {}

    private final Map<Function, MethodHandle> functions = new EnumMap<>(Function.class);

    private Cryptoki(MemorySegment list) {
        for (Function function : Function.values()) {
            functions.put(function, handle(function, list));
        }
    }

    /**
     * Loads a module, for as long as this process lives.
     *
     * @throws IllegalArgumentException when it cannot be loaded, or is no PKCS#11 module
     */
    @SuppressWarnings("restricted") // calling modules is what this is for
    static Cryptoki load(Path library) throws CryptokiException {
        if (LONG.byteSize() != POINTER.byteSize()) {
            throw new IllegalArgumentException("PKCS#11 modules can be used on 64-bit platforms only");
        }
        MemorySegment start = SymbolLookup.libraryLookup(library, Arena.global())
                .find("C_GetFunctionList")
                .orElseThrow(() -> new IllegalArgumentException("no PKCS#11 module: it has no C_GetFunctionList"));
        MethodHandle getFunctionList =
                Linker.nativeLinker().downcallHandle(start, FunctionDescriptor.of(LONG, POINTER));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pointer = arena.allocate(POINTER);
            check("C_GetFunctionList", invoke(getFunctionList, pointer));
            long size = (2L + Function.GENERATE_KEY_PAIR.index) * POINTER.byteSize();
            return new Cryptoki(pointer.get(POINTER, 0).reinterpret(size));
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(Function function, MemorySegment list) {
        // the version stands before the pointers and takes the place of one
        MemorySegment address = list.get(POINTER, (1L + function.index) * POINTER.byteSize());
        return Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(LONG, function.parameters));
    }

    private static long invoke(MethodHandle function, Object... arguments) {
        try {
            return (long) function.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a native function cannot throw", e);
        }
    }

    private static void check(String function, long code) throws CryptokiException {
        if (code != 0) {
            throw new CryptokiException(function, code);
        }
    }

    private long code(Function function, Object... arguments) {
        MethodHandle handle = functions.get(function);
        if (handle == null) {
            throw new IllegalStateException(function.text());
        }
        return invoke(handle, arguments);
    }

    private void call(Function function, Object... arguments) throws CryptokiException {
        check(function.text(), code(function, arguments));
    }

    /** Initialises the module, unless this process has done that before. */
    void initialise() throws CryptokiException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment arguments = arena.allocate(6 * Long.BYTES, Long.BYTES);
            arguments.set(LONG, 4 * Long.BYTES, OS_LOCKING);
            long code = code(Function.INITIALIZE, arguments);
            if (code != CryptokiException.ALREADY_INITIALISED) {
                check(Function.INITIALIZE.text(), code);
            }
        }
    }

    /** Ends all sessions, whoever has opened them. No other call may be under way. */
    void finalise() throws CryptokiException {
        call(Function.FINALIZE, MemorySegment.NULL);
    }

    /** All tokens that are there now. */
    List<TokenInfo> tokens() throws CryptokiException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(LONG);
            call(Function.GET_SLOT_LIST, (byte) 1, MemorySegment.NULL, count);
            long slots = Math.min(count.get(LONG, 0), MAX_SLOTS);
            MemorySegment list = arena.allocate(LONG, Math.max(1, slots));
            count.set(LONG, 0, slots);
            call(Function.GET_SLOT_LIST, (byte) 1, list, count);
            List<TokenInfo> tokens = new ArrayList<>();
            for (long i = 0; i < Math.min(slots, count.get(LONG, 0)); i++) {
                long slot = list.getAtIndex(LONG, i);
                MemorySegment info = arena.allocate(TOKEN_INFO, Long.BYTES);
                if (code(Function.GET_TOKEN_INFO, slot, info) == 0) { // else just taken out
                    tokens.add(new TokenInfo(slot, text(info, 0, 32), text(info, 80, 16)));
                }
            }
            return tokens;
        }
    }

    private static String text(MemorySegment from, int offset, int length) {
        byte[] bytes = from.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, StandardCharsets.UTF_8).stripTrailing();
    }

    long openSession(long slot, boolean writing) throws CryptokiException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment session = arena.allocate(LONG);
            long flags = SERIAL_SESSION | (writing ? RW_SESSION : 0);
            call(Function.OPEN_SESSION, slot, flags, MemorySegment.NULL, MemorySegment.NULL, session);
            return session.get(LONG, 0);
        }
    }

    void closeSession(long session) throws CryptokiException {
        call(Function.CLOSE_SESSION, session);
    }

    void closeAllSessions(long slot) throws CryptokiException {
        call(Function.CLOSE_ALL_SESSIONS, slot);
    }

    /** Logs the user in for all sessions of this process with the token. */
    void login(long session, byte[] pin) throws CryptokiException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(Math.max(1, pin.length));
            MemorySegment.copy(pin, 0, text, ValueLayout.JAVA_BYTE, 0, pin.length);
            long code = code(Function.LOGIN, session, USER, text, (long) pin.length);
            text.fill((byte) 0);
            if (code != CryptokiException.ALREADY_LOGGED_IN) {
                check(Function.LOGIN.text(), code);
            }
        }
    }

    /** Objects with all these attributes. */
    List<Long> find(long session, Attribute... attributes) throws CryptokiException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment template = Attribute.template(arena, List.of(attributes));
            call(Function.FIND_OBJECTS_INIT, session, template, (long) attributes.length);
            try {
                MemorySegment objects = arena.allocate(LONG, MAX_OBJECTS);
                MemorySegment count = arena.allocate(LONG);
                call(Function.FIND_OBJECTS, session, objects, (long) MAX_OBJECTS, count);
                List<Long> found = new ArrayList<>();
                for (long i = 0; i < Math.min(count.get(LONG, 0), MAX_OBJECTS); i++) {
                    found.add(objects.getAtIndex(LONG, i));
                }
                return found;
            } finally {
                call(Function.FIND_OBJECTS_FINAL, session);
            }
        }
    }

    /** The value of an attribute; {@code null} when the object has none, or does not show it. */
    byte @Nullable [] attribute(long session, long object, long type) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attribute = arena.allocate(Attribute.SIZE, Long.BYTES);
            attribute.set(LONG, 0, type);
            attribute.set(POINTER, Long.BYTES, MemorySegment.NULL);
            if (code(Function.GET_ATTRIBUTE_VALUE, session, object, attribute, 1L) != 0) {
                return null;
            }
            long length = attribute.get(LONG, 2 * Long.BYTES);
            if (length == NONE || length < 0 || length > MAX_VALUE) {
                return null;
            }
            MemorySegment value = arena.allocate(Math.max(1, length), Long.BYTES);
            attribute.set(POINTER, Long.BYTES, value);
            if (code(Function.GET_ATTRIBUTE_VALUE, session, object, attribute, 1L) != 0) {
                return null;
            }
            return value.asSlice(0, Math.min(length, attribute.get(LONG, 2 * Long.BYTES)))
                    .toArray(ValueLayout.JAVA_BYTE);
        }
    }

    byte[] sign(long session, long key, long mechanism, byte[] data) throws CryptokiException {
        try (Arena arena = Arena.ofConfined()) {
            call(Function.SIGN_INIT, session, mechanism(arena, mechanism), key);
            MemorySegment input = arena.allocate(Math.max(1, data.length));
            MemorySegment.copy(data, 0, input, ValueLayout.JAVA_BYTE, 0, data.length);
            MemorySegment signature = arena.allocate(MAX_VALUE);
            MemorySegment length = arena.allocate(LONG);
            length.set(LONG, 0, MAX_VALUE);
            call(Function.SIGN, session, input, (long) data.length, signature, length);
            return Arrays.copyOf(signature.asSlice(0, length.get(LONG, 0)).toArray(ValueLayout.JAVA_BYTE), (int)
                    length.get(LONG, 0));
        }
    }

    /** Makes a key pair. */
    void generate(long session, long mechanism, List<Attribute> publicKey, List<Attribute> privateKey)
            throws CryptokiException {
        try (Arena arena = Arena.ofConfined()) {
            call(
                    Function.GENERATE_KEY_PAIR,
                    session,
                    mechanism(arena, mechanism),
                    Attribute.template(arena, publicKey),
                    (long) publicKey.size(),
                    Attribute.template(arena, privateKey),
                    (long) privateKey.size(),
                    arena.allocate(LONG),
                    arena.allocate(LONG));
        }
    }

    void create(long session, List<Attribute> object) throws CryptokiException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment template = Attribute.template(arena, object);
            call(Function.CREATE_OBJECT, session, template, (long) object.size(), arena.allocate(LONG));
        }
    }

    void destroy(long session, long object) throws CryptokiException {
        call(Function.DESTROY_OBJECT, session, object);
    }

    /** Without parameters. */
    private static MemorySegment mechanism(Arena arena, long type) {
        MemorySegment mechanism = arena.allocate(3 * Long.BYTES, Long.BYTES);
        mechanism.set(LONG, 0, type);
        return mechanism;
    }
}
