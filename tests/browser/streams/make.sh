#!/bin/sh
# Make the files of this folder with ffmpeg: a tone a language and silence in AAC, six seconds in segments of two, and two qualities of a
# picture. Run in this folder. The tests need the files only.
set -e
number=0
for track in floor ar zh en fr ru es vi silence; do
  tone="sine=frequency=$((400 + 300 * number)):sample_rate=24000:duration=6"; number=$((number + 1)); mkdir -p $track
  [ $track != silence ] || tone=anullsrc=sample_rate=24000:duration=6
  ffmpeg -loglevel error -y -f lavfi -i "$tone" -ac 1 -c:a aac -b:a 12k -bitexact \
    -f hls -hls_time 2 -hls_list_size 0 -hls_segment_type fmp4 -hls_fmp4_init_filename init.mp4 \
    -hls_segment_filename "$track/%d.m4s" $track/index.m3u8
done
for quality in low:64x36:8k high:128x72:24k; do
  name=${quality%%:*}; rest=${quality#*:}; mkdir -p $name
  ffmpeg -loglevel error -y -f lavfi -i "testsrc=size=${rest%%:*}:rate=5:duration=6" -c:v libx264 -profile:v baseline -pix_fmt yuv420p \
    -b:v ${rest#*:} -g 10 -bitexact -f hls -hls_time 2 -hls_list_size 0 -hls_segment_type fmp4 -hls_fmp4_init_filename init.mp4 \
    -hls_segment_filename "$name/%d.m4s" $name/index.m3u8
done
rm -f */index.m3u8 */3.m4s
