using CsCheck;

namespace OpenHands.Tests.Security;

public sealed class StreamingMaskTests
{
    [Test]
    public void A_secret_split_between_pieces_is_masked()
    {
        var mask = MaskOf("hunter2-abc");

        var shown = (string[])[mask.Write("key=hun"), mask.Write("ter2-a"), mask.Write("bc; done"), mask.Flush()];

        Assert.That(shown, Is.EqualTo((string[])["key=", "", "<secret_hidden>; done", ""]));
    }

    [Test]
    public void What_only_began_like_a_secret_is_shown_in_the_end()
    {
        var mask = MaskOf("hunter2-abc");

        var shown = (string[])[mask.Write("hunter2"), mask.Write(" is"), mask.Write(" hunt"), mask.Flush()];

        Assert.That(shown, Is.EqualTo((string[])["", "hunter2 is", " ", "hunt"]));
    }

    [Test]
    public void What_cannot_be_a_secret_is_not_held_back()
    {
        var mask = MaskOf("hunter2-abc");

        Assert.That(mask.Write("$ ls\na b\n"), Is.EqualTo("$ ls\na b\n"));
    }

    [Test]
    public void Without_secrets_pieces_pass_untouched()
    {
        const string piece = "anything";

        Assert.That(new SecretMasker().CreateStreaming().Write(piece), Is.SameAs(piece));
    }

    [Test]
    public void A_secret_registered_on_the_way_is_masked_from_then_on()
    {
        var masker = new SecretMasker();
        var mask = masker.CreateStreaming();

        var before = mask.Write("hunter2-abc ");
        masker.Register("hunter2-abc");
        var after = mask.Write("hunter2-abc ") + mask.Flush();

        Assert.That(before + after, Is.EqualTo("hunter2-abc <secret_hidden> "));
    }

    [Test]
    public void However_a_text_is_split_it_is_masked_as_a_whole_and_little_is_held_back()
    {
        // Few letters, so that secrets, halves of secrets and overlaps are frequent.
        var letters = Gen.Char["ab"].Array[0, 60].Select(characters => new string(characters));
        var secrets = Gen.Char["ab"].Array[6, 9].Select(characters => new string(characters)).Array[1, 3];

        Gen.Select(letters, secrets, Gen.Int[0, 60].Array[0, 8]).Sample((text, registered, cuts) =>
        {
            var masker = new SecretMasker();
            foreach (var secret in registered)
            {
                masker.Register(secret);
            }

            var mask = masker.CreateStreaming();
            var longest = masker.Pattern!.LongestLength;
            var shown = "";
            var given = 0;
            foreach (var end in cuts.Append(text.Length).Where(cut => cut <= text.Length).Order())
            {
                shown += mask.Write(text[given..end]);
                given = end;
                Assert.That(mask.HeldLength, Is.LessThan(longest));
            }

            shown += mask.Flush();
            Assert.That(shown, Is.EqualTo(masker.Mask(text)));
        }, time: 3, threads: 1);
    }

    private static StreamingMask MaskOf(string secret)
    {
        var masker = new SecretMasker();
        masker.Register(secret);
        return masker.CreateStreaming();
    }
}
