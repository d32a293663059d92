namespace OpenHands.Security;

/// <summary>One word of a command, without its quotes.</summary>
/// <param name="Text">What is known of it; what is not stands there as it was written.</param>
internal readonly record struct ShellWord(string Text)
{
    /// <summary>Whether something in it is known only when it runs.</summary>
    public bool IsDynamic { get; init; }

    /// <summary>Whether it is a pattern for names of files.</summary>
    public bool IsGlob { get; init; }

    /// <summary>Whether any of it was quoted: then it is no reserved word.</summary>
    public bool IsQuoted { get; init; }

    /// <summary>Whether it says now what it will be.</summary>
    public bool IsConstant => !IsDynamic && !IsGlob;
}
