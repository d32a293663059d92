namespace OpenHands;

/// <summary>A program to start in a sandbox, without a shell and without a terminal.</summary>
/// <remarks>
/// It finds <c>PATH</c>, <c>HOME</c>, <c>USER</c>, <c>LOGNAME</c>, <c>SHELL</c>, <c>LANG</c>, <c>LC_*</c>, <c>TZ</c> and <c>TMPDIR</c> as the
/// sandbox has them and what <see cref="Environment"/> adds. Nothing else is handed on: a token in the environment of the host program, or
/// one that was set for commands, does not reach it unless it is named here.
/// </remarks>
public sealed record SandboxCommand
{
    /// <summary>Names the program.</summary>
    /// <param name="program">A name to look for on <c>PATH</c>, or a path; a relative one begins at <see cref="WorkingDirectory"/>.</param>
    /// <param name="arguments">Its arguments, each as it is: no shell reads them.</param>
    public SandboxCommand(string program, params IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(arguments);
        Program = program;
        Arguments = [.. arguments];
    }

    /// <summary>The program: a name to look for on <c>PATH</c>, or a path.</summary>
    public string Program { get; }

    /// <summary>Its arguments, without its own name.</summary>
    public StringList Arguments { get; }

    /// <summary>Where it starts: absolute, or relative to the workspace. <see langword="null"/>, the default, for the workspace.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables beside the few that every program is given; of two with one name, this one counts. Default none.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Throws when this can be no command anywhere.</summary>
    /// <exception cref="ArgumentException">The program is empty, something holds a NUL, or a variable has no valid name.</exception>
    public void ThrowIfInvalid()
    {
        if (Program.Length == 0)
        {
            throw new ArgumentException("The program of a command is empty.");
        }

        if (Program.Contains('\0') || WorkingDirectory?.Contains('\0') == true || Arguments.Any(argument => argument is null || argument.Contains('\0')))
        {
            throw new ArgumentException($"The command '{Program.Replace('\0', '?')}' has an argument or a path that is null or holds a NUL character, which no program can be given.");
        }

        EnvironmentVariables.ThrowIfInvalid(Environment);
    }
}
