namespace OpenHands;

/// <summary>A plugin with a screen that people can watch, such as a browser. <see cref="Runtime.FindPlugin{TPlugin}"/> finds it.</summary>
public interface IScreenSource
{
    /// <summary>Watches the screen from now on. Nothing is made while nobody watches, and watching starts nothing. Any number may watch at the same time.</summary>
    /// <param name="cancellationToken">Ends the watching; so does leaving the enumeration.</param>
    /// <returns>
    /// What is on the screen, if there is anything, and a picture when that changes, at most as fast as they are read: a slow reader gets the newest and misses
    /// those between. <see cref="ScreenFrame.Nothing"/> says that the screen is gone; another may come. They end with the plugin.
    /// </returns>
    /// <exception cref="InvalidOperationException">The runtime is not started.</exception>
    IAsyncEnumerable<ScreenFrame> WatchAsync(CancellationToken cancellationToken = default);
}
