namespace OpenHands.Cli;

/// <summary>What a program was called with: options with a value, flags, and the rest.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private CommandLine()
    {
    }

    /// <summary>What is no option, in order.</summary>
    public List<string> Rest { get; } = [];

    /// <summary>Takes the arguments apart. <c>--name value</c> and <c>--name=value</c> are the same; after <c>--</c> nothing is an option.</summary>
    /// <exception cref="UsageException">There is an option that is not known, or one lacks its value.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments, IReadOnlyList<string> options, IReadOnlyList<string> flags)
    {
        var line = new CommandLine();
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (argument == "--")
            {
                line.Rest.AddRange(arguments.Skip(i + 1));
                break;
            }

            if (!argument.StartsWith("--", StringComparison.Ordinal))
            {
                line.Rest.Add(argument);
                continue;
            }

            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? argument : argument[..equals];
            if (flags.Contains(name) && equals < 0)
            {
                line._values[name] = "";
            }
            else if (!options.Contains(name))
            {
                throw new UsageException($"There is no option {argument}.");
            }
            else if (equals >= 0)
            {
                line._values[name] = argument[(equals + 1)..];
            }
            else
            {
                line._values[name] = ++i < arguments.Count ? arguments[i] : throw new UsageException($"{name} wants a value.");
            }
        }

        return line;
    }

    /// <summary>The value of an option; <see langword="null"/> when it was not given.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>Whether a flag was given.</summary>
    public bool Has(string flag) => _values.ContainsKey(flag);
}
