namespace OpenHands.Browsing.Language;

/// <summary>A call whose arguments are those that its function takes.</summary>
internal sealed class BoundCall
{
    private static readonly string[] s_buttons = ["left", "middle", "right"];
    private static readonly string[] s_modifiers = ["Alt", "Control", "ControlOrMeta", "Meta", "Shift"];

    private readonly Dictionary<string, Literal> _values;

    private BoundCall(BrowserCall call, Dictionary<string, Literal> values)
    {
        Call = call;
        _values = values;
    }

    /// <summary>As it was written.</summary>
    public BrowserCall Call { get; }

    /// <summary>Gives each argument to its parameter.</summary>
    /// <exception cref="BrowserSyntaxException">One is missing, is too many, or is of another kind.</exception>
    public static BoundCall Bind(BrowserCall call, BrowserFunction function)
    {
        var values = new Dictionary<string, Literal>(StringComparer.Ordinal);
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            var argument = call.Arguments[i];
            var parameter = argument.Name is { } name
                ? function.Parameters.FirstOrDefault(candidate => candidate.Name == name)
                : function.Parameters.ElementAtOrDefault(i);
            if (parameter is null || values.ContainsKey(parameter.Name))
            {
                throw new BrowserSyntaxException(argument.Position, $"{function.Name} takes no such argument; it is written {function.Signature}.");
            }

            Check(parameter, argument, function);
            values[parameter.Name] = argument.Value;
        }

        return function.Parameters.FirstOrDefault(parameter => parameter.Default is null && !values.ContainsKey(parameter.Name)) is { } missing
            ? throw new BrowserSyntaxException(call.Position, $"{function.Name} needs '{missing.Name}'; it is written {function.Signature}.")
            : new BoundCall(call, values);
    }

    /// <summary>A text, or the id of an element.</summary>
    public string Text(string parameter) => _values[parameter] is Literal.Number number ? number.Source : ((Literal.Text)_values[parameter]).Value;

    /// <summary>A number.</summary>
    public double Number(string parameter, double otherwise = 0) => _values.GetValueOrDefault(parameter) is Literal.Number number ? number.Value : otherwise;

    /// <summary>Texts: one or a list.</summary>
    public IReadOnlyList<string> Texts(string parameter) => _values.GetValueOrDefault(parameter) switch
    {
        Literal.Sequence list => [.. list.Items.Select(item => ((Literal.Text)item).Value)],
        Literal.Text one => [one.Value],
        _ => [],
    };

    /// <summary>A mouse button.</summary>
    public string Button() => _values.ContainsKey("button") ? Text("button") : "left";

    private static void Check(BrowserParameter parameter, BrowserArgument argument, BrowserFunction function)
    {
        var expected = parameter.Kind switch
        {
            ParameterKind.Text => argument.Value is Literal.Text ? null : "a string",
            ParameterKind.ElementId => argument.Value is Literal.Text { Value.Length: > 0 } || IsIndex(argument.Value) ? null : "the id of an element, such as \"12\"",
            ParameterKind.Number => argument.Value is Literal.Number ? null : "a number",
            ParameterKind.Index => IsIndex(argument.Value) ? null : "a whole number from 0",
            ParameterKind.Texts => AreTexts(argument.Value) ? null : "a string or a list of strings",
            ParameterKind.Button => argument.Value is Literal.Text { Value: var button } && s_buttons.Contains(button) ? null : "\"left\", \"middle\" or \"right\"",
            _ => AreTexts(argument.Value) && Items(argument.Value).All(s_modifiers.Contains) ? null : $"a list of {string.Join(", ", s_modifiers.Select(name => $"\"{name}\""))}",
        };
        if (expected is not null)
        {
            var given = argument.Value is Literal.Text text ? $"\"{text.Value}\"" : argument.Value.Kind;
            throw new BrowserSyntaxException(argument.Position, $"'{parameter.Name}' of {function.Name} must be {expected}, not {given}.");
        }
    }

    private static bool IsIndex(Literal value) => value is Literal.Number { Value: >= 0 and <= int.MaxValue } number && double.IsInteger(number.Value) && number.Source.All(char.IsAsciiDigit);

    private static bool AreTexts(Literal value) => value is Literal.Text || (value is Literal.Sequence list && list.Items.All(item => item is Literal.Text));

    private static IEnumerable<string> Items(Literal value) => value is Literal.Sequence list ? list.Items.Cast<Literal.Text>().Select(item => item.Value) : [((Literal.Text)value).Value];
}
