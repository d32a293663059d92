using Microsoft.Playwright;

namespace OpenHands.Browsing.Chromium;

/// <summary>The driver process of Playwright: one for all browsers of this program, started for the first and ended with the last.</summary>
internal sealed class PlaywrightDriver : IDisposable
{
    private static readonly SemaphoreSlim s_gate = new(1, 1);
    private static Shared? s_shared;

    private Shared? _mine;

    private PlaywrightDriver(Shared mine) => _mine = mine;

    /// <summary>The driver.</summary>
    public IPlaywright Playwright => _mine?.Playwright ?? throw new ObjectDisposedException(nameof(PlaywrightDriver));

    /// <summary>Takes part in the driver, which is started when there is none.</summary>
    /// <exception cref="BrowserCallException">It does not start.</exception>
    public static async Task<PlaywrightDriver> AcquireAsync(CancellationToken cancellationToken)
    {
        await s_gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            s_shared ??= new Shared(await Microsoft.Playwright.Playwright.CreateAsync().ConfigureAwait(false));
            s_shared.Users++;
            return new PlaywrightDriver(s_shared);
        }
        catch (Exception exception) when (exception is PlaywrightException or IOException or System.ComponentModel.Win32Exception)
        {
            throw new BrowserCallException($"The browser driver did not start: {exception.Message} It lies in the folder .playwright beside the host program; publish it too.", exception);
        }
        finally
        {
            s_gate.Release();
        }
    }

    /// <summary>Has later ones start a driver of their own: this one does not answer any more.</summary>
    public void GiveUp()
    {
        s_gate.Wait();
        s_shared = s_shared == _mine ? null : s_shared;
        s_gate.Release();
    }

    public void Dispose()
    {
        s_gate.Wait();
        try
        {
            var mine = _mine;
            _mine = null;
            if (mine is null || --mine.Users > 0)
            {
                return;
            }

            s_shared = s_shared == mine ? null : s_shared;
            mine.Playwright.Dispose();
        }
        finally
        {
            s_gate.Release();
        }
    }

    private sealed class Shared(IPlaywright playwright)
    {
        public IPlaywright Playwright { get; } = playwright;

        public int Users { get; set; }
    }
}
