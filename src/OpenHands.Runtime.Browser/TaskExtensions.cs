namespace OpenHands.Browsing;

internal static class TaskExtensions
{
    /// <summary>Leaves a task to itself: nobody waits for it, and nobody hears of its failure.</summary>
    public static void Forget(this Task task) =>
        task.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
