using System.Text;

namespace OpenHands.Plugins;

/// <summary>Remembers the end of what a program printed on its standard error.</summary>
internal sealed class LastWords
{
    private const int MostCharacters = 2000;

    private readonly StringBuilder _text = new();
    private readonly Task _reading;

    public LastWords(Stream errors) => _reading = ReadAllAsync(new StreamReader(errors, Encoding.UTF8));

    /// <summary>Waits until the program has closed its standard error, or for as long as it may take.</summary>
    public async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_text)
        {
            return _text.ToString().Trim();
        }
    }

    private async Task ReadAllAsync(StreamReader errors)
    {
        var buffer = new char[1024];
        try
        {
            int count;
            while ((count = await errors.ReadAsync(buffer, CancellationToken.None).ConfigureAwait(false)) > 0)
            {
                lock (_text)
                {
                    _text.Append(buffer, 0, count);
                    _text.Remove(0, Math.Max(0, _text.Length - MostCharacters));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The process was disposed: there is nothing more to hear.
        }
    }
}
