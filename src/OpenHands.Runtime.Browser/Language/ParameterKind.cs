namespace OpenHands.Browsing.Language;

/// <summary>What an argument of a browser function may be.</summary>
internal enum ParameterKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>The id of an element; a whole number is taken for one too.</summary>
    ElementId,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Index,

    /// <summary>A text or a list of texts.</summary>
    Texts,

    /// <summary><c>left</c>, <c>middle</c> or <c>right</c>.</summary>
    Button,

    /// <summary>A list of <c>Alt</c>, <c>Control</c>, <c>ControlOrMeta</c>, <c>Meta</c> and <c>Shift</c>.</summary>
    Modifiers,
}
