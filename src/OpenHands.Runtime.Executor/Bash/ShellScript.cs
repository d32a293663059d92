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
/// <para>The command itself lies in a memory file, so it may be of any length and hold any bytes but NUL. It is read without a process.</para>
/// <para>Everything is called as <c>builtin</c>, so functions that users name <c>printf</c>, <c>eval</c> or <c>read</c> change nothing.</para>
/// </remarks>
internal static class ShellScript
{
    public const int CompletionDescriptor = 201;
    public const int CommandDescriptor = 202;
    public const int TerminalDescriptor = 203;

    /// <summary>Exported with another value for each command, to find its programs when they leave the process tree.</summary>
    public const string CommandMarker = "OPENHANDS_COMMAND";

    // Beyond this, and over more than one line, taking the text from the memory file is the shorter way.
    private const int LongestInLine = 1024;

    private const string WithoutOurDescriptors = "<&203 201>&- 202<&- 203<&-";

    // $? is still the user's command's when the text of an eval begins.
    private static readonly CompositeFormat Completion = CompositeFormat.Parse(
        "__oh=$?;builtin unset PROMPT_COMMAND PS0 PS1 PS2;builtin printf '{0} %d\\0%s\\0%s\\0' \"$__oh\" \"${{PWD-}}\" \"${{PATH-}}\"");

    /// <summary>What a new shell reads first; it answers as command 0.</summary>
    public static byte[] Initialise() => Encoding.UTF8.GetBytes(
        "builtin set +o history;builtin shopt -s execfail;builtin unset MAILCHECK TMOUT HISTFILE\n"
        + string.Format(CultureInfo.InvariantCulture, Completion, 0) + " >&201\n");

    /// <summary>The lines that run what is in the memory file and report its end; the same for every command.</summary>
    /// <remarks>bash reads a pipe byte by byte, so they are as short as can be.</remarks>
    public static ReadOnlySpan<byte> Lines => "builtin mapfile -td '' -u202 __oh;builtin eval \"${__oh-}\"\nbuiltin eval \"${__oh[2]-}\" >&201\n"u8;

    /// <summary>Whether <see cref="Line"/> is for this command; others go by <see cref="File"/> and <see cref="Lines"/>.</summary>
    public static bool FitsLine(string command) => command.Length <= LongestInLine && !command.AsSpan().ContainsAny('\n', '\0');

    /// <summary>The lines that run a short command without the memory file, and report its end.</summary>
    /// <inheritdoc cref="File" path="/param"/>
    public static byte[] Line(string command, string exports, long id, int lastExitCode, string marker)
    {
        var quoted = command.Replace("'", @"'\''", StringComparison.Ordinal);
        var report = string.Format(CultureInfo.InvariantCulture, Completion, id);
        return Encoding.UTF8.GetBytes(
            $"{Prepare(exports, lastExitCode, marker)}builtin eval '{quoted}' {WithoutOurDescriptors}\n{report} >&201\n");
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
        var report = string.Format(CultureInfo.InvariantCulture, Completion, id);
        return Encoding.UTF8.GetBytes($"{run}\0{command}\0{report}\0");
    }

    private static string Prepare(string exports, int lastExitCode, string marker)
    {
        // In an || list neither set -e nor trap ERR takes the restored $? for a failure.
        var restore = lastExitCode == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"__oh(){{ builtin return {lastExitCode};}};__oh||");

        // In front of "builtin eval" the variable would be lost after the first program of the command.
        return $"{exports}builtin export {CommandMarker}={marker};{restore}";
    }
}
