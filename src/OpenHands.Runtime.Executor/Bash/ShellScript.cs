using System.Globalization;
using System.Text;

namespace OpenHands.Execution.Bash;

/// <summary>The lines that we give bash to read, around the commands of users.</summary>
/// <remarks>
/// <para>
/// bash runs interactively and reads these lines from a pipe, so its own reader is the loop: no loop of ours that a user's <c>break</c>
/// could leave, no function that would turn <c>declare</c> into <c>local</c>, and an aborted command (an unset variable under
/// <c>set -u</c>, an interrupt) still comes to the next line, which reports it.
/// </para>
/// <para>
/// A short command is quoted in the line itself. A longer one lies in a memory file, so it may be of any length and hold any bytes but NUL;
/// it is read without a process.
/// </para>
/// <para>Everything is called as <c>builtin</c>, so functions that users name <c>printf</c>, <c>eval</c> or <c>read</c> change nothing.</para>
/// </remarks>
internal static class ShellScript
{
    // Low, so that they can be hidden and brought back also after "ulimit -n 64", and out of the way of what bash takes for itself: from 10
    // up for redirections, from 63 down for <(…).
    public const int CompletionDescriptor = 47;
    public const int CommandDescriptor = 48;
    public const int TerminalDescriptor = 49;

    /// <summary>Exported with another value for each command, to find its programs when they leave the process tree.</summary>
    public const string CommandMarker = "OPENHANDS_COMMAND";

    // Beyond this, and over more than one line, taking the text from the memory file is the shorter way.
    private const int LongestInLine = 1024;

    private const string WithoutOurDescriptors = "<&49 47>&- 48<&- 49<&-";

    private static readonly CompositeFormat s_tell = CompositeFormat.Parse(
        "builtin unset PROMPT_COMMAND PS0 PS1 PS2;builtin printf '{0} %d\\0%s\\0%s\\0' \"$__oh\" \"${{PWD-}}\" \"${{PATH-}}\"");

    /// <summary>What a new shell reads first; it answers as command 0.</summary>
    public static byte[] Initialise() => Encoding.UTF8.GetBytes(
        "builtin set +o history;builtin shopt -s execfail;builtin unset MAILCHECK TMOUT HISTFILE\n"
        + Report(0) + " >&47\n");

    /// <summary>The lines that run what is in the memory file and report its end; the same for every command.</summary>
    /// <remarks>Every line begins with a space: an interrupt that came while bash waited for it costs its first byte.</remarks>
    public static ReadOnlySpan<byte> Lines => " builtin mapfile -td '' -u48 __oh;builtin eval \"${__oh-}\"\n builtin eval \"${__oh[2]-}\" >&47\n"u8;

    /// <summary>Whether <see cref="Line"/> is for this command; others go by <see cref="File"/> and <see cref="Lines"/>.</summary>
    public static bool FitsLine(string command) => command.Length <= LongestInLine && !command.Contains('\n', StringComparison.Ordinal);

    /// <summary>The lines that run a short command without the memory file, and report its end.</summary>
    /// <inheritdoc cref="File" path="/param"/>
    public static byte[] Line(string command, string exports, long id, int lastExitCode, string marker)
    {
        var quoted = command.Replace("'", @"'\''", StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(
            $" {Prepare(exports, lastExitCode, marker)}builtin eval '{quoted}' {WithoutOurDescriptors}\n {Report(id)} >&47\n");
    }

    /// <summary>The content of the memory file: how to run the command, the command, how to report its end, each followed by a NUL.</summary>
    /// <param name="command">The command, without NUL.</param>
    /// <param name="exports">Runs before it and leaves no trace in its <c>$?</c> and line numbers; empty, or ends with a semicolon.</param>
    /// <param name="id">Comes back with the completion.</param>
    /// <param name="lastExitCode">What <c>$?</c> is at its beginning.</param>
    /// <param name="marker">The value of <see cref="CommandMarker"/>.</param>
    public static byte[] File(string command, string exports, long id, int lastExitCode, string marker)
    {
        var run = $"{Prepare(exports, lastExitCode, marker)}builtin eval \"${{__oh[1]-}}\" {WithoutOurDescriptors}";
        return Encoding.UTF8.GetBytes($"{run}\0{command}\0{Report(id)}\0");
    }

    /// <summary>A line that reports the end of a command once more. An interrupt that comes as bash begins to report makes it forget to.</summary>
    /// <param name="id">Comes back with the completion.</param>
    /// <param name="marker">The value of <see cref="CommandMarker"/>. Where it is another one, the interrupt came before the command began.</param>
    public static byte[] ReportAgain(long id, string marker) => Encoding.UTF8.GetBytes(
        $" __oh=$?;[[ ${{{CommandMarker}-}} == {marker} ]]||__oh=130;{Tell(id)} >&47\n");

    // $? is still the user's command's when the text of an eval begins.
    private static string Report(long id) => $"__oh=$?;{Tell(id)}";

    private static string Tell(long id) => string.Format(CultureInfo.InvariantCulture, s_tell, id);

    private static string Prepare(string exports, int lastExitCode, string marker)
    {
        // In an || list neither set -e nor trap ERR takes the restored $? for a failure.
        var restore = lastExitCode == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"__oh(){{ builtin return {lastExitCode};}};__oh||");

        // In front of "builtin eval" the variable would be lost after the first program of the command.
        return $"{exports}builtin export {CommandMarker}={marker};{restore}";
    }
}
