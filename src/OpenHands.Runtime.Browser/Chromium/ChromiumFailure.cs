using System.Globalization;
using System.Text;

namespace OpenHands.Browsing.Chromium;

/// <summary>Says why a Chromium did not start.</summary>
internal static class ChromiumFailure
{
    private const int MostWords = 600;

    // What a program that has ended printed last is there; one that has not may never end its output.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    /// <summary>What went wrong and what to do.</summary>
    /// <param name="process">Chromium, which may have ended.</param>
    /// <param name="connecting">The attempt to reach it.</param>
    /// <param name="options">How it was started.</param>
    /// <param name="time">Where time comes from.</param>
    public static async Task<BrowserCallException> ExplainAsync(ISandboxProcess process, Task connecting, BrowserOptions options, TimeProvider time)
    {
        // A connection that breaks is the first sign of an end.
        await ((Task)process.Completion.WaitAsync(s_patience, time)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!process.Completion.IsCompletedSuccessfully)
        {
            return new BrowserCallException(
                $"Chromium did not answer within {options.StartTimeout}{(process.Completion.IsFaulted ? ", because the sandbox is lost" : "")}. Raise {nameof(BrowserOptions)}.{nameof(BrowserOptions.StartTimeout)} if the sandbox is slow.",
                connecting.Exception?.InnerException ?? process.Completion.Exception?.InnerException);
        }

        var exitCode = await process.Completion.ConfigureAwait(false);
        if (exitCode == ChromiumCommand.NotFound)
        {
            return new BrowserCallException(options.ExecutablePath is { } path
                ? $"There is no browser in the sandbox: the program {path} does not exist there. Correct {nameof(BrowserOptions)}.{nameof(BrowserOptions.ExecutablePath)}, or install it."
                : "There is no browser in the sandbox. Install one there, on Debian with `apt-get install -y chromium fonts-dejavu-core`, and try again.");
        }

        var words = await LastWordsAsync(process, time).ConfigureAwait(false);
        return new BrowserCallException(string.Create(
            CultureInfo.InvariantCulture,
            $"Chromium ended with exit code {exitCode} while it started.{(words.Length > 0 ? $" Its last words: {words}" : "")}{Advice(words)}"));
    }

    private static string Advice(string words) => words.Contains("No usable sandbox", StringComparison.Ordinal)
        ? $" This machine does not let Chromium make its own sandbox. Allow unprivileged user namespaces, or set {nameof(BrowserOptions)}.{nameof(BrowserOptions.UseChromiumSandbox)} to false if what surrounds it is enough."
        : "";

    private static async Task<string> LastWordsAsync(ISandboxProcess process, TimeProvider time)
    {
        var words = new StringBuilder();
        var buffer = new byte[4096];
        using var patience = new CancellationTokenSource(s_patience, time);
        try
        {
            while (await process.ErrorOutput.ReadAsync(buffer, patience.Token).ConfigureAwait(false) is var count and > 0)
            {
                words.Append(Encoding.UTF8.GetString(buffer, 0, count));
                words.Remove(0, Math.Max(0, words.Length - MostWords));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or RuntimeException)
        {
            // What came until then is what there is.
        }

        return words.ToString().Trim();
    }
}
