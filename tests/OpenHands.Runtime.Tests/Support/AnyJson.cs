using CsCheck;

namespace OpenHands.Tests.Support;

/// <summary>Random JSON text, awkward strings and numbers included.</summary>
internal static class AnyJson
{
    private static readonly string[] Strings =
        ["\"\"", "\"a\"", "\"\\ud83d\"", "\"\\ud83d\\ude42\"", "\"\\u0000\"", "\"run\"", "\"agent\"", "\"2024-09-12T20:51:34\"", "\"9999-12-31T23:59:59.9999999-14:00\"", "\"0001-01-01T00:00:00+14:00\"", "\"🙂\""];

    private static readonly string[] Others =
        ["null", "true", "false", "0", "-1", "1.0", "1e400", "-0", "9223372036854775807", "9223372036854775808", "0.0000001", "1e15", "922337203685", "123456789012345678901234567890"];

    private static readonly string[] Keys =
        ["action", "observation", "args", "extras", "id", "source", "timestamp", "cause", "content", "timeout", "command", "thought", "is_confirmed", "confirmation_state", "outputs", "\\ud83d", "a", "a"];

    public static Gen<string> Gen { get; } = OfDepth(3);

    private static Gen<string> OfDepth(int depth)
    {
        var leaf = CsCheck.Gen.OneOf(CsCheck.Gen.OneOf(Strings), CsCheck.Gen.OneOf(Others));
        if (depth == 0)
        {
            return leaf;
        }

        var inner = OfDepth(depth - 1);
        return CsCheck.Gen.Frequency(
            (2, leaf),
            (1, inner.Array[0, 4].Select(items => $"[{string.Join(',', items)}]")),
            (3, CsCheck.Gen.Select(CsCheck.Gen.OneOf(Keys), inner).Array[0, 5].Select(members => $"{{{string.Join(',', members.Select(member => $"\"{member.Item1}\":{member.Item2}"))}}}")));
    }
}
