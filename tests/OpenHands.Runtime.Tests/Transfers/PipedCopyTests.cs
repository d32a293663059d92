using System.Text;
using OpenHands.Tests.Support;

namespace OpenHands.Tests.Transfers;

internal sealed class PipedCopyTests
{
    [Test]
    public async Task What_one_side_writes_the_other_reads()
    {
        var read = "";

        await PipedCopy.RunAsync(
            (stream, token) => stream.WriteAsync("hello"u8.ToArray(), token).AsTask(),
            async (stream, token) => read = await new StreamReader(stream, Encoding.UTF8).ReadToEndAsync(token),
            CancellationToken.None);

        Assert.That(read, Is.EqualTo("hello"));
    }

    [Test]
    public async Task It_ends_when_both_sides_have_cleaned_up_and_with_the_exception_of_the_one_that_failed()
    {
        var (isCleaning, mayEnd) = (new TaskCompletionSource(), new TaskCompletionSource());
        var copying = PipedCopy.RunAsync(
            async (_, _) =>
            {
                await Task.Yield();
                throw new InvalidDataException("The disk is gone.");
            },
            async (stream, token) =>
            {
                try
                {
                    await stream.ReadExactlyAsync(new byte[1], token);
                }
                finally
                {
                    isCleaning.SetResult();
                    await mayEnd.Task;
                }
            },
            CancellationToken.None);

        await isCleaning.Task.WaitAsync(Patience.Long);
        var endedEarly = copying.IsCompleted;
        mayEnd.SetResult();

        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => copying);
        Assert.That(endedEarly, Is.False);
        Assert.That(failure!.Message, Is.EqualTo("The disk is gone."));
    }
}
