namespace OpenHands.Security;

/// <summary>What a piece of a cell is.</summary>
internal enum PythonTokenKind
{
    Name,
    Number,
    Text,
    Operator,
    LineEnd,

    /// <summary>A line for the shell, after <c>!</c>.</summary>
    Shell,

    /// <summary>A line for IPython, after <c>%</c>.</summary>
    Magic,
}

/// <summary>A piece of a cell.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">A name, an operator, or what a literal holds.</param>
internal readonly record struct PythonToken(PythonTokenKind Kind, string Text)
{
    /// <summary>Whether it is text that is put together only when it runs.</summary>
    public bool IsDynamic { get; init; }

    public bool Is(string operatorOrName) => Kind is PythonTokenKind.Operator or PythonTokenKind.Name && Text == operatorOrName;
}
