namespace OpenHands.Execution.Bash;

/// <summary>Keys that an action can name instead of text.</summary>
internal static class TerminalKeys
{
    /// <summary>Whether a command of 0.9.3 asks to interrupt: <c>ctrl+c</c> in any case.</summary>
    public static bool IsInterrupt(string command) => command.Equals("ctrl+c", StringComparison.OrdinalIgnoreCase);

    /// <summary>The byte of a key such as <c>C-c</c>, <c>C-d</c>, <c>C-z</c> or <c>C-\</c>.</summary>
    public static bool TryParse(string text, out byte key)
    {
        key = 0;
        if (text is not ['C' or 'c', '-', var letter])
        {
            return false;
        }

        letter = char.ToUpperInvariant(letter);
        if (letter is < '@' or > '_')
        {
            return false;
        }

        key = (byte)(letter & 0x1F);
        return true;
    }
}
