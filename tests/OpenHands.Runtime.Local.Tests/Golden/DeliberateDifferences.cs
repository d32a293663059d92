namespace OpenHands.Local.Tests.Golden;

/// <summary>All of them, for the recorded requests of the sandbox server.</summary>
internal static class DeliberateDifferences
{
    /// <summary>Output keeps its own line ends; the terminal of 0.9.3 turned every newline into CR LF.</summary>
    public const string LineEnds = "line ends";

    /// <summary>The only CR LF CR LF of a content is the one before the prompt block, so clients that cut at the first one cut right.</summary>
    public const string OneSeparator = "one separator";

    /// <summary>Process ids, version numbers and the like are this machine's.</summary>
    public const string Machine = "this machine";

    private const string Whole = "A command is evaluated whole, as bash would: not split into lines, not stopped at the first that fails, one prompt at the end.";
    private const string BashsAnswer = "bash answers what the bash grammar of 0.9.3 could not read.";
    private const string ByteForByte = "A file is stored byte for byte; 0.9.3 adds a newline.";

    /// <summary>Rows whose answer is another one altogether.</summary>
    public static IReadOnlyList<DeliberateDifference> OfRows { get; } =
    [
        new(["no_timeout"], "A runtime knows how long an action may take that does not say so.", 0, "bin.dat  crlf.txt  empty.txt  f.txt  f5.txt  listdir"),
        new(["timeout_null_nonblocking_flag_becomes_blocking"], "A runtime knows how long an action may take that does not say so.", 0, "done"),
        new(["two_lines"], Whole, 0, "a\nb"),
        new(["two_lines_keep_prompt_false"], Whole, 0, "a\nb") { HasPrompt = false },
        new(["stop_on_error"], Whole, 0, "a\nnever"),
        new(["comment_then_cmd"], Whole, 0, "z"),
        new(["invalid_utf8"], "What is no UTF-8 is replaced; 0.9.3 answers 500 and is off by one from there on.", 0, "\ufffd\ufffd"),
        new(["after_invalid_utf8"], "Follows from invalid_utf8.", 0, "ok"),
        new(["export", "env_persist"], "Follows from invalid_utf8.", 0, "a b"),
        new(["arith_expansion_bashlex"], BashsAnswer, 0, "3"),
        new(["comment_only"], BashsAnswer, 0, ""),
        new(["unterminated_quote"], "bash says at once what is missing; 0.9.3 waits for the timeout.", 2, "bash: unexpected EOF while looking for matching `\"'"),
        new(["timeout_blocking"], "The notice follows the output, without CR LF CR LF.", 130, "\n[Command timed out after 2 seconds. SIGINT was sent to interrupt it.]"),
        new(["empty_command"], "Waiting for nothing says so.", -1, "[No command is running, so there is no output to wait for.]") { HasPrompt = false },
        new(["ctrl_c_idle"], "An interrupt for nothing is not typed at the shell, so it neither echoes nor makes it report its jobs.", 130, "") { HasPrompt = false },
        new(["read_prompt_interactive"], "A command that waits for input is answered as that, and can be given some.", -1,
            "name? \n[The command is waiting for input. Send text with is_input to answer it, C-d with is_input to end its input, C-c with is_input or ctrl+c to interrupt it.]")
        {
            HasPrompt = false,
            ThenSend = "ctrl+c",
        },
        new(["read_crlf"], "Line ends are kept; with 0.9.3 a changed file comes back with other ones.", null, "a\r\nb\r\n") { Observation = "read" },
        new(["read_written"], ByteForByte, null, "l1\nl2") { Observation = "read" },
        new(["read_overwritten"], ByteForByte, null, "X\nY") { Observation = "read" },
        new(["read_trailing_newline"], ByteForByte, null, "a\n") { Observation = "read" },
        new(["write_over_binary"], "A whole write needs nothing of the old content; 0.9.3 decodes it in vain.", null, "") { Observation = "write" },
        new(["write_parent_is_file"], "What an agent can cause is an observation; 0.9.3 answers 500.", null, "Could not write /workspace/t.txt/x: Not a directory.") { Observation = "error" },
        new(["exit_shell"], "The end of the shell is an observation, and a fresh one is there; with 0.9.3 the session is gone.", 3,
            "[The shell ended with exit code 3. The next command runs in a fresh shell: its working directory is kept, its variables and functions are not.]")
        {
            HasPrompt = false,
        },
        new(["after_exit"], "Follows from exit_shell.", 0, "x"),
    ];
}
