using System.Text;
using System.Text.RegularExpressions;

namespace OpenHands;

/// <summary>The agent's IPython kernel, as a plugin uses it.</summary>
public sealed partial class PluginPython
{
    private const string Word = "run_ipython";

    private readonly IActionExecutor _executor;
    private readonly TimeSpan _timeout;
    private readonly KernelUse _kernel;
    private readonly string? _stateDirectory;

    internal PluginPython(IActionExecutor executor, TimeSpan timeout, KernelUse kernel, string? stateDirectory)
    {
        _executor = executor;
        _timeout = timeout;
        _kernel = kernel;
        _stateDirectory = stateDirectory;
    }

    /// <summary>Why there is no IPython here, as a sentence with the remedy; <see langword="null"/> when there is.</summary>
    public string? UnavailableBecause => _executor.Capabilities.Supports(Word)
        ? null
        : _executor.Capabilities.Missing.GetValueOrDefault(Word, "This runtime has no IPython.");

    /// <summary>Runs a cell. One that raises is no exception: its traceback is in the content.</summary>
    /// <param name="code">The cell, as typed in IPython.</param>
    /// <param name="timeout">After which it is interrupted; <see langword="null"/> for <see cref="RuntimeOptions.ActionTimeout"/>.</param>
    /// <param name="cancellationToken">Interrupts the cell.</param>
    /// <exception cref="InvalidOperationException">The cell was not run: there is no IPython, it does not start, or another cell runs; the message says which.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<IPythonRunCellObservation> RunAsync(string code, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        ThrowIfUnavailable();
        cancellationToken.ThrowIfCancellationRequested();
        _kernel.Begin();
        var action = new IPythonRunCellAction(code) { Timeout = timeout ?? _timeout };
        var observation = await _executor.ExecuteAsync(action, cancellationToken: cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return observation as IPythonRunCellObservation ?? throw new InvalidOperationException(observation.Content);
    }

    /// <summary>
    /// Has code run in every kernel of this runtime: in each new one when it starts, and at once in one that may be running already.
    /// </summary>
    /// <param name="name">
    /// Names the code; the same name replaces it. Letters, digits, <c>_</c> and <c>-</c>, at most 64. Start-up code runs in the order of its names.
    /// </param>
    /// <param name="code">Plain Python, without IPython's own syntax. Names that it defines are the agent's to use. It may run twice in one kernel.</param>
    /// <param name="cancellationToken">Cancels the transfer, or interrupts the code.</param>
    /// <exception cref="ArgumentException">The name holds something else.</exception>
    /// <exception cref="InvalidOperationException">There is no IPython here, or the code failed in the running kernel; the message has the traceback.</exception>
    public async Task AddStartupCodeAsync(string name, string code, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(code);
        if (!NamePattern().IsMatch(name))
        {
            throw new ArgumentException($"'{name}' cannot name start-up code: letters, digits, '_' and '-', at most 64.", nameof(name));
        }

        ThrowIfUnavailable();
        if (_stateDirectory is null)
        {
            throw new InvalidOperationException($"This sandbox has no place for start-up code: its {nameof(RuntimeCapabilities.StateDirectory)} is null.");
        }

        var path = $"{_stateDirectory}/ipython/profile_default/startup/50-{name}.py";
        using (var content = new MemoryStream(Encoding.UTF8.GetBytes(code)))
        {
            await _executor.UploadFileAsync(path, content, cancellationToken).ConfigureAwait(false);
        }

        // Looked at after the file is there: a kernel that starts meanwhile finds it, one that runs is told.
        if (_kernel.MayRun)
        {
            await RunFileAsync(name, path, cancellationToken).ConfigureAwait(false);
        }
    }

    // A cell that raises answers like any other, so the last line is what tells that it went through. It leaves no names behind.
    private async Task RunFileAsync(string name, string path, CancellationToken cancellationToken)
    {
        var literal = Literal(path);
        var done = $"[start-up code {name} is in place]";
        var cell = $"exec(compile(__import__('pathlib').Path({literal}).read_text(encoding='utf-8'), {literal}, 'exec'), globals())\nprint({Literal(done)})";
        var observation = await RunAsync(cell, timeout: null, cancellationToken).ConfigureAwait(false);
        if (!observation.Content.Contains(done, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The start-up code '{name}' failed in the running kernel: {observation.Content}");
        }
    }

    private void ThrowIfUnavailable()
    {
        if (UnavailableBecause is { } reason)
        {
            throw new InvalidOperationException(reason);
        }
    }

    private static string Literal(string text)
    {
        var literal = new StringBuilder("'");
        foreach (var character in text)
        {
            _ = character is '\\' or '\'' ? literal.Append('\\').Append(character)
                : char.IsControl(character) ? literal.Append("\\u").Append(((int)character).ToString("x4", System.Globalization.CultureInfo.InvariantCulture))
                : literal.Append(character);
        }

        return literal.Append('\'').ToString();
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
