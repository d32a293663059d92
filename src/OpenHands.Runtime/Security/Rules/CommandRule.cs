namespace OpenHands.Security;

/// <summary>What to think of a program. The first rule of a policy that fits counts.</summary>
public sealed record CommandRule
{
    /// <summary>Names of programs, without their directory. <c>*</c> stands for any characters.</summary>
    public required StringList Programs { get; init; }

    /// <summary>First words that must follow the name, such as <c>push</c> or <c>remote add</c>; empty for any. Options before them do not count.</summary>
    public StringList Subcommands { get; init => field = value ?? []; } = [];

    /// <summary>Options of which one must be there, such as <c>-r</c> (also within <c>-fr</c>) or <c>--force</c> (also <c>--force=x</c>); empty for any.</summary>
    public StringList Options { get; init => field = value ?? []; } = [];

    /// <summary>What the program does with its operands. Default <see cref="OperandUse.Text"/>.</summary>
    public OperandUse Operands { get; init; }

    /// <summary>The risk of the program itself. The verdict is the worst of it and of what its operands are.</summary>
    public required SecurityRisk Risk { get; init; }

    /// <summary>What it does, to go on after the program's name: <c>deletes files</c>.</summary>
    public required string Reason { get; init; }
}
