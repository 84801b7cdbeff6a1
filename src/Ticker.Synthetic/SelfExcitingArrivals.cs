namespace Ticker.Synthetic;

/// <summary>
/// When events happen: a Hawkes process with an exponential kernel. Every event raises the intensity, the raise fades
/// away, and so events come in bursts. Drawn exactly and in constant time after Dassios and Zhao (2013): of the waits for
/// an independent event and for an answer to an earlier one, the shorter wins.
/// </summary>
/// <param name="random">Where chance comes from.</param>
/// <param name="branching">The mean number of answers to one event, 0 to below 1.</param>
internal sealed class SelfExcitingArrivals(RandomSource random, double branching)
{
    /// <summary>How fast the raise fades, per second: to a third in 83 ms.</summary>
    public const double Decay = 12;

    private readonly double _raise = branching * Decay;
    private double _excitation;

    /// <summary>How many earlier events the present excitation is worth, each weighed by how fresh it is.</summary>
    public double LiveParents => _raise > 0 ? _excitation / _raise : 0;

    /// <summary>Draws the next event.</summary>
    /// <param name="independentRate">Independent events per second, above 0.</param>
    /// <param name="answer">Whether it answers an earlier one.</param>
    /// <returns>Seconds from the last event to this one.</returns>
    public double Next(double independentRate, out bool answer)
    {
        double wait = random.Exponential() / independentRate;
        double kept = 0;
        answer = false;
        if (_excitation > 1e-9)
        {
            double left = 1 - (Decay * random.Exponential() / _excitation);
            if (left > 1e-300)
            {
                double answerWait = -PortableMath.Log(left) / Decay;
                if (answerWait < wait)
                {
                    wait = answerWait;
                    kept = left;
                    answer = true;
                }
            }
        }

        _excitation = (_excitation * (answer ? kept : PortableMath.ExpOfMinus(Decay * wait))) + _raise;
        return wait;
    }

    /// <summary>Raises the intensity at once, as news does.</summary>
    /// <param name="eventsPerSecond">By how much.</param>
    public void Excite(double eventsPerSecond) => _excitation += eventsPerSecond;
}
